package io.qahan.trainer.join.kept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class WireFormsTest {
  @Property
  void shouldReadWaitingRecordsAsTheyWereWritten(
      @ForAll long expiresAt,
      @ForAll @IntRange(min = 0) int partition,
      @ForAll long offset,
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 255) String traceparent,
      @ForAll("hashes") String imageHash,
      @ForAll byte[] value) {
    Waiting read =
        Waiting.of(
            new Waiting(expiresAt, partition, offset, traceparent, imageHash, value).toBytes());
    assertThat(read.traceparent()).isEqualTo(traceparent);
    assertThat(read.imageHash()).isEqualTo(imageHash);
    assertThat(read.expiresAt()).isEqualTo(expiresAt);
    assertThat(read.partition()).isEqualTo(partition);
    assertThat(read.offset()).isEqualTo(offset);
    assertThat(read.value()).isEqualTo(value);
  }

  @Provide
  Arbitrary<String> hashes() {
    return Arbitraries.strings()
        .withChars("0123456789abcdef")
        .ofLength(64)
        .optional(0.5)
        .map(hash -> hash.orElse(""));
  }

  @Test
  void shouldReadWaitingRecordsFromBeforeThereWereTraces() {
    byte[] stored =
        ByteBuffer.allocate(22).putLong(5).putInt(3).putLong(7).putShort((short) 9).array();

    Waiting read = Waiting.of(stored);

    assertThat(read.partition()).isEqualTo(3);
    assertThat(read.offset()).isEqualTo(7);
    assertThat(read.traceparent()).isEmpty();
    assertThat(read.imageHash()).isEmpty();
    assertThat(read.value()).containsExactly(0, 9);
  }

  @Property
  void shouldCountTheBytesOfWaitingRecordsAsTheyAreStored(
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 255) String traceparent,
      @ForAll("hashes") String imageHash,
      @ForAll byte[] value) {
    Waiting waiting = new Waiting(1, 2, 3, traceparent, imageHash, value);
    assertThat(waiting.size()).isEqualTo(waiting.toBytes().length);
  }

  @Property
  void shouldReadMarksOfJoinedImagesAsTheyWereWritten(
      @ForAll long expiresAt,
      @ForAll @IntRange(min = 0) int label,
      @ForAll @IntRange(min = 0) int revision,
      @ForAll @IntRange(min = 0) int labelBefore,
      @ForAll long labelledAt) {
    Joined mark = new Joined(expiresAt, label, revision);
    assertThat(Joined.of(mark.toBytes())).isEqualTo(mark);
    assertThat(mark.isCorrectedBy(label)).isFalse();
    Joined labelledTwice = new Joined(expiresAt, label, revision, labelBefore, labelledAt);
    assertThat(Joined.of(labelledTwice.toBytes())).isEqualTo(labelledTwice);
  }

  @Test
  void shouldNotCorrectWhatWasJoinedBeforeThereWereCorrections() {
    assertThat(Joined.of(new byte[0]).isCorrectedBy(3)).isFalse();
  }

  @Property
  void shouldSortExpiriesByTimeAndReadThemAsTheyWereWritten(
      @ForAll @LongRange(min = 0) long one,
      @ForAll @LongRange(min = 0) long other,
      @ForAll Kept kind,
      @ForAll byte[] id) {
    byte[] bytes = new Expiry(one, kind, id).toBytes();
    Expiry read = Expiry.of(bytes);
    assertThat(read.at()).isEqualTo(one);
    assertThat(read.kind()).isEqualTo(kind);
    assertThat(read.id()).isEqualTo(id);
    assertThat(Arrays.compareUnsigned(bytes, Expiry.firstOf(other)) < 0).isEqualTo(one < other);
  }
}
