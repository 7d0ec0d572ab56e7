package io.qahan.deploy.operate.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TimeMergeTest {
  private static final TopicPartition IMAGES = new TopicPartition("images", 0);
  private static final TopicPartition LABELS = new TopicPartition("labels", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  private void add(TopicPartition partition, long offset, long timestamp) {
    consumer.addRecord(
        new ConsumerRecord<>(
            partition.topic(),
            partition.partition(),
            offset,
            timestamp,
            TimestampType.CREATE_TIME,
            0,
            0,
            new byte[0],
            new byte[0],
            new RecordHeaders(),
            Optional.empty()));
  }

  @Test
  void shouldBringLabelsAmongTheImagesAmongWhichTheyCame() {
    consumer.assign(List.of(IMAGES, LABELS));
    consumer.updateBeginningOffsets(Map.of(IMAGES, 0L, LABELS, 0L));
    add(IMAGES, 0, 10);
    add(IMAGES, 1, 20);
    add(IMAGES, 2, 30);
    add(LABELS, 0, 15);
    add(LABELS, 1, 25);
    add(LABELS, 2, 26); // behind the end
    TimeMerge merge = new TimeMerge(consumer, Map.of(IMAGES, 3L, LABELS, 2L));

    List<Long> timestamps = new ArrayList<>();
    merge.next().ifPresent(record -> timestamps.add(record.timestamp()));
    for (var next = merge.next(); next.isPresent(); next = merge.next()) {
      timestamps.add(next.get().timestamp());
    }

    assertThat(timestamps).containsExactly(10L, 15L, 20L, 25L, 30L);
  }

  @Test
  void shouldEndAtOnceWhereThereIsNothing() {
    consumer.assign(List.of(IMAGES));
    consumer.updateBeginningOffsets(Map.of(IMAGES, 0L));

    assertThat(new TimeMerge(consumer, Map.of(IMAGES, 0L)).next()).isEmpty();
  }
}
