package io.qahan.trainer.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class WireFormsTest {
  @Property
  void shouldReadWaitingRecordsAsTheyWereWritten(
      @ForAll long expiresAt, @ForAll int partition, @ForAll long offset, @ForAll byte[] value) {
    Waiting read = Waiting.of(new Waiting(expiresAt, partition, offset, value).toBytes());
    assertThat(read.expiresAt()).isEqualTo(expiresAt);
    assertThat(read.partition()).isEqualTo(partition);
    assertThat(read.offset()).isEqualTo(offset);
    assertThat(read.value()).isEqualTo(value);
  }

  @Property
  void shouldSortExpiriesByTimeAndReadThemAsTheyWereWritten(
      @ForAll @LongRange(min = 0) long one,
      @ForAll @LongRange(min = 0) long other,
      @ForAll Expiry.Kind kind,
      @ForAll byte[] id) {
    byte[] bytes = new Expiry(one, kind, id).toBytes();
    Expiry read = Expiry.of(bytes);
    assertThat(read.at()).isEqualTo(one);
    assertThat(read.kind()).isEqualTo(kind);
    assertThat(read.id()).isEqualTo(id);
    assertThat(Arrays.compareUnsigned(bytes, Expiry.firstOf(other)) < 0).isEqualTo(one < other);
  }
}
