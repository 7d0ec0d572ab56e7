package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadToEndTest {
  private static final TopicPartition ONE = new TopicPartition("t", 0);
  private static final TopicPartition TWO = new TopicPartition("t", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final List<String> read = new ArrayList<>();

  @BeforeEach
  void assign() {
    consumer.assign(List.of(ONE, TWO));
    consumer.updateBeginningOffsets(Map.of(ONE, 0L, TWO, 0L));
    consumer.updateEndOffsets(Map.of(ONE, 3L, TWO, 1L));
    consumer.seekToBeginning(List.of(ONE, TWO));
  }

  private void add(TopicPartition partition, long offset) {
    consumer.addRecord(
        new ConsumerRecord<>(
            partition.topic(), partition.partition(), offset, new byte[0], new byte[0]));
  }

  private void readToEnd() {
    ReadToEnd.all(consumer, record -> read.add(record.partition() + "@" + record.offset()));
  }

  @Test
  void shouldShowEveryRecordOfEveryPartitionHoweverTheyCome() {
    add(ONE, 0);
    consumer.schedulePollTask(() -> {}); // nothing new for once
    consumer.schedulePollTask(() -> add(TWO, 0));
    consumer.schedulePollTask(
        () -> {
          add(ONE, 1);
          add(ONE, 2);
        });

    readToEnd();

    assertThat(read).containsExactlyInAnyOrder("0@0", "0@1", "0@2", "1@0");
  }

  @Test
  void shouldBeginWhereTheConsumerStands() {
    add(ONE, 0);
    add(ONE, 1);
    add(ONE, 2);
    add(TWO, 0);
    consumer.seek(ONE, 2);

    readToEnd();

    assertThat(read).containsExactlyInAnyOrder("0@2", "1@0");
  }

  @Test
  void shouldGiveUpOnABrokerThatKeepsRecordsToItself() {
    add(ONE, 0);

    assertThatThrownBy(this::readToEnd)
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("[3] records are left");
    assertThat(read).containsExactly("0@0");
  }
}
