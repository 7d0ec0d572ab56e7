package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class BoundedBytesTest {
  private static final TopicNames NAMES = new TopicNames("q.");
  private static final TopicLimits LIMITS = TopicLimits.ofCatalogue(NAMES);
  private static final String LABELS = NAMES.of(Topics.LABELS);
  private static final int MOST = Topics.LABELS.maxMessageBytes();

  private final Deserializer<byte[]> keys = BoundedBytes.ofKeys(LIMITS);
  private final Deserializer<byte[]> values = BoundedBytes.ofValues(LIMITS);
  private final Headers headers = new RecordHeaders();

  @Test
  void shouldGiveWhatItsTopicAllowsAsItIs() {
    byte[] value = filled(MOST);

    assertThat(values.deserialize(LABELS, headers, ByteBuffer.wrap(value))).isEqualTo(value);
    assertThat(keys.deserialize(LABELS, headers, ByteBuffer.wrap(new byte[] {1}))).hasSize(1);
    assertThat(values.deserialize(LABELS, headers, (ByteBuffer) null)).isNull();
    assertThat(headers).isEmpty();
    assertThat(Oversize.of(headers)).isEmpty();
  }

  @Test
  void shouldKeepTheBeginningOfALargerValueAndSayHowLargeItWas() {
    byte[] value = filled(MOST + 1);

    byte[] read = values.deserialize(LABELS, headers, ByteBuffer.wrap(value));

    assertThat(read).isEqualTo(Arrays.copyOf(value, BoundedBytes.KEPT));
    Oversize oversize = Oversize.of(headers).orElseThrow();
    assertThat(oversize.valueBytes()).isEqualTo(MOST + 1);
    assertThat(oversize.sha256()).hasSize(64);
    assertThat(oversize.message()).contains(Integer.toString(MOST + 1));
  }

  @Test
  void shouldKeepTheBeginningOfALargerKeyOfATombstone() {
    byte[] read = keys.deserialize(LABELS, headers, ByteBuffer.wrap(filled(MOST + 5)));

    assertThat(read).hasSize(BoundedBytes.KEPT);
    assertThat(Oversize.of(headers).orElseThrow().keyBytes()).isEqualTo(MOST + 5);
  }

  @Test
  void shouldDropHeadersThatAreTooLargeAndKeepTheSmallOnes() {
    headers.add("traceparent", new byte[55]).add("exif", filled(MOST));

    byte[] key = keys.deserialize(LABELS, headers, ByteBuffer.wrap(new byte[] {1}));
    byte[] value = values.deserialize(LABELS, headers, ByteBuffer.wrap(new byte[] {2}));

    assertThat(key).containsExactly(1);
    assertThat(value).containsExactly(2);
    assertThat(headers.lastHeader("exif")).isNull();
    assertThat(headers.lastHeader("traceparent").value()).hasSize(55);
    assertThat(Oversize.of(headers).orElseThrow().headerBytes()).isGreaterThan(MOST);
  }

  @Test
  void shouldNotBelieveNumbersThatAreNone() {
    headers.add(Oversize.VALUE_BYTES, new byte[] {'x'});

    assertThat(Oversize.of(headers).orElseThrow().valueBytes()).isZero();
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }
}
