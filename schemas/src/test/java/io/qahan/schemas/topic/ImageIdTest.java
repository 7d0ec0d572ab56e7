package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ImageIdTest {
  @Property
  void shouldReadEveryIdThatItFindsNoFaultWith(@ForAll @StringLength(max = 300) String id)
      throws RejectedRecordException {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    if (ImageId.faultOf(id).isEmpty() && id.equals(new String(key, StandardCharsets.UTF_8))) {
      assertThat(ImageId.of(key)).isEqualTo(id);
    }
  }

  @Test
  void shouldFindFaultWithIdsThatCannotBeKeys() {
    assertThat(ImageId.faultOf("")).contains("0");
    assertThat(ImageId.faultOf("x".repeat(257))).contains("257");
    assertThat(ImageId.faultOf("a\nb")).contains("control");
    assertThat(ImageId.faultOf("good-1")).isEmpty();
  }
}
