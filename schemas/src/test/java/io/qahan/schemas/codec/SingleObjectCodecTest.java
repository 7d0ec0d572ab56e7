package io.qahan.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SingleObjectCodecTest {
  private final Codecs codecs = Codecs.singleObject(new TopicNames("qahan."));
  private final Codec<Label> labels = codecs.of(Topics.LABELS);

  @Test
  void shouldStartWithAvrosMarkerAndTheSchemasFingerprint() {
    byte[] bytes = labels.encode(label());

    assertThat(Arrays.copyOf(bytes, 2)).containsExactly(0xC3, 0x01);
    assertThat(Arrays.copyOfRange(bytes, 2, 10)).isEqualTo(fingerprint(Topics.LABELS.schema()));
  }

  @Test
  void shouldRefuseARecordOfAnotherTopic() {
    byte[] image = codecs.of(Topics.IMAGES).encode((Image) SampleRecords.all().get(Topics.IMAGES));

    assertThatThrownBy(() -> labels.decode(image))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("[qahan.labels.v1]");
  }

  @Test
  void shouldRefuseNull() {
    assertThatThrownBy(() -> labels.decode(null)).isInstanceOf(UndecodableRecordException.class);
  }

  @Test
  void shouldRefuseBytesCutAtAnyLength() {
    byte[] whole = labels.encode(label());

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> labels.decode(cut)).isInstanceOf(UndecodableRecordException.class);
    }
  }

  @Test
  void shouldHoldAClaimedLengthAgainstWhatIsThere() {
    byte[] whole = codecs.of(Topics.MASK_REQUESTS).encode(request());
    byte[] bytes = Arrays.copyOf(whole, 15);
    // the first field's length as a zig-zag varint: almost two gigabytes
    System.arraycopy(new byte[] {-2, -2, -2, -2, 14}, 0, bytes, 10, 5);

    assertThatThrownBy(() -> codecs.of(Topics.MASK_REQUESTS).decode(bytes))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("only 0 bytes are available");
  }

  @Test
  void shouldRefuseTrailingBytes() {
    byte[] whole = labels.encode(label());

    assertThatThrownBy(() -> labels.decode(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("longer than its content");
  }

  @Property(tries = 500)
  void shouldRefuseHostileBodiesWithOneExceptionOnly(@ForAll @Size(max = 200) byte[] body) {
    byte[] prefix = Arrays.copyOf(codecs.of(Topics.MASK_REQUESTS).encode(request()), 10);
    byte[] bytes = Arrays.copyOf(prefix, 10 + body.length);
    System.arraycopy(body, 0, bytes, 10, body.length);

    try {
      codecs.of(Topics.MASK_REQUESTS).decode(bytes);
    } catch (UndecodableRecordException expected) {
      assertThat(expected).hasMessageContaining("mask-requests");
    }
  }

  private static io.qahan.schemas.avro.MaskRequest request() {
    return (io.qahan.schemas.avro.MaskRequest) SampleRecords.all().get(Topics.MASK_REQUESTS);
  }

  private static Label label() {
    return Label.newBuilder()
        .setLabel(3)
        .setEventTime(Instant.ofEpochMilli(1_790_000_000_000L))
        .build();
  }

  private static byte[] fingerprint(org.apache.avro.Schema schema) {
    try {
      return org.apache.avro.SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
