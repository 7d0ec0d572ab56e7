package io.qahan.schemas.position;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class PositionTest {
  @Property
  void isReadBackAsItWasWritten(
      @ForAll long high, @ForAll long low, @ForAll @LongRange(min = 0) long next) {
    Position position = new Position(new Uuid(high, low), next);

    assertThat(Position.of(position.toBytes())).contains(position);
  }

  @Property
  void bytesOfAnythingElseAreNone(@ForAll @Size(max = 23) byte[] bytes) {
    assertThat(Position.of(bytes)).isEmpty();
    assertThat(Position.of(null)).isEmpty();
  }

  @Test
  void keysNameAPartition() {
    assertThat(PositionStore.partitionOf("qahan.a-b.v1-12".getBytes(UTF_8)))
        .contains(new TopicPartition("qahan.a-b.v1", 12));
    assertThat(PositionStore.partitionOf("nothing".getBytes(UTF_8))).isEmpty();
    assertThat(PositionStore.partitionOf("t-99999999999".getBytes(UTF_8))).isEmpty();
  }
}
