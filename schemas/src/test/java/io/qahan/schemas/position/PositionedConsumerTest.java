package io.qahan.schemas.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PositionedConsumerTest {
  private static final TopicPartition PARTITION = new TopicPartition("images", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final List<OptionalLong> asked = new ArrayList<>();
  private final Consumer<byte[], byte[]> positioned =
      PositionedConsumer.over(
          consumer,
          positions -> {
            asked.addAll(positions.values());
            return Map.of(PARTITION, 70L);
          });

  private void pollInto(KafkaException failure) {
    consumer.assign(List.of(PARTITION));
    consumer.seek(PARTITION, 50);
    consumer.setPollException(failure);

    assertThat(positioned.poll(Duration.ZERO).isEmpty()).isTrue();
  }

  @Test
  void aPlaceOutOfRangeIsAskedForWithWhereItWas() {
    pollInto(new OffsetOutOfRangeException(Map.of(PARTITION, 50L)));

    assertThat(asked).containsExactly(OptionalLong.of(50));
    assertThat(positioned.position(PARTITION)).isEqualTo(70);
  }

  @Test
  void aPartitionWithoutAnOffsetIsAskedFor() {
    pollInto(new NoOffsetForPartitionException(PARTITION));

    assertThat(asked).containsExactly(OptionalLong.empty());
    assertThat(positioned.position(PARTITION)).isEqualTo(70);
  }

  @Test
  void ofATruncatedLogTheLastOffsetThatIsTheSameIsAskedFor() {
    pollInto(
        new LogTruncationException(
            Map.of(PARTITION, 50L), Map.of(PARTITION, new OffsetAndMetadata(33))));

    assertThat(asked).containsExactly(OptionalLong.of(33));
  }

  @Test
  void whatOnlyAPersonCanTellEndsThePoll() {
    Consumer<byte[], byte[]> lost =
        PositionedConsumer.over(
            consumer,
            positions -> {
              throw new LostPositionException("qahan.ingest", PARTITION, "it is gone");
            });
    consumer.assign(List.of(PARTITION));
    consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 50L)));

    assertThatThrownBy(() -> lost.poll(Duration.ZERO))
        .isInstanceOf(LostPositionException.class)
        .hasMessageContaining("[qahan.ingest] cannot go on in [images-0]: it is gone")
        .hasMessageContaining("lost.position=end");
  }
}
