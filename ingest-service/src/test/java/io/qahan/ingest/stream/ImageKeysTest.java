package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ImageKeysTest {
  @Test
  void shouldDeriveTheSeedFromTheIdAlone() {
    // The first 8 bytes of SHA-256("abc"), a published test vector (FIPS 180-2).
    assertThat(ImageKeys.seedOf("abc")).isEqualTo(0xba7816bf8f01cfeaL);
    assertThat(ImageKeys.seedOf("abd")).isNotEqualTo(ImageKeys.seedOf("abc"));
  }

  @Property
  void shouldReadEveryIdThatItFindsNoFaultWith(@ForAll @StringLength(max = 300) String id)
      throws RejectedRecordException {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    if (ImageKeys.faultOf(id).isEmpty() && id.equals(new String(key, StandardCharsets.UTF_8))) {
      assertThat(ImageKeys.idOf(key)).isEqualTo(id);
    }
  }

  @Test
  void shouldFindFaultWithIdsThatCannotBeKeys() {
    assertThat(ImageKeys.faultOf("")).contains("0");
    assertThat(ImageKeys.faultOf("x".repeat(257))).contains("257");
    assertThat(ImageKeys.faultOf("a\nb")).contains("control");
    assertThat(ImageKeys.faultOf("good-1")).isEmpty();
  }
}
