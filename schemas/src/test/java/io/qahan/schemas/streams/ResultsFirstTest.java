package io.qahan.schemas.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ResultsFirstTest {
  private static final int PILE = 16;
  private static final TopicPartition IMAGES = new TopicPartition("images", 0);
  private static final TopicPartition RESULTS = new TopicPartition("results", 0);
  private static final Duration TIMEOUT = Duration.ofMillis(1);

  private final MockConsumer<byte[], byte[]> mock = new MockConsumer<>("earliest");
  private final Consumer<byte[], byte[]> consumer = ResultsFirst.over(mock, "images", PILE);

  ResultsFirstTest() {
    consumer.subscribe(List.of("images", "results"));
    mock.rebalance(List.of(IMAGES, RESULTS));
    mock.updateBeginningOffsets(Map.of(IMAGES, 0L, RESULTS, 0L));
  }

  @Test
  void shouldTakeResultsBeforeMoreImagesWhenImagesPileUp() {
    add(IMAGES, 0, PILE);
    assertThat(poll().records(IMAGES)).hasSize(PILE);
    add(IMAGES, PILE, 10);
    add(RESULTS, 0, 3);

    ConsumerRecords<byte[], byte[]> second = poll();
    assertThat(second.records(RESULTS)).hasSize(3);
    assertThat(second.records(IMAGES)).isEmpty();
    assertThat(consumer.paused()).isEmpty();
    assertThat(poll().records(IMAGES)).hasSize(10);
  }

  @Test
  void shouldPollAsUsualWhenImagesAreFew() {
    add(IMAGES, 0, 3);
    add(RESULTS, 0, 1);
    assertThat(poll().count()).isEqualTo(4);
    add(IMAGES, 3, 2);
    add(RESULTS, 1, 2);

    assertThat(poll().count()).isEqualTo(4);
  }

  @Test
  void shouldLeavePartitionsPausedThatSomebodyElsePaused() {
    add(IMAGES, 0, PILE);
    poll();
    consumer.pause(List.of(IMAGES));
    add(RESULTS, 0, 1);

    assertThat(poll().records(RESULTS)).hasSize(1);
    assertThat(consumer.paused()).containsExactly(IMAGES);
  }

  @Test
  void shouldThrowWhatTheConsumerThrows() {
    mock.setPollException(new KafkaException("away"));

    assertThatThrownBy(this::poll).isInstanceOf(KafkaException.class).hasMessage("away");
    assertThatThrownBy(() -> consumer.seek(new TopicPartition("other", 0), 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    return consumer.poll(TIMEOUT);
  }

  private void add(TopicPartition partition, int from, int count) {
    for (int offset = from; offset < from + count; offset++) {
      mock.addRecord(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), offset, new byte[1], new byte[1]));
    }
  }
}
