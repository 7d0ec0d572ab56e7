package io.qahan.trainer.online;

import io.qahan.schemas.topic.ReadToEnd;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a key's records of a small topic, with a consumer of its own. */
final class TopicScan {
  private final Supplier<Consumer<byte[], byte[]>> consumers;

  /**
   * @param consumers gives consumers without a group that read only what is committed
   */
  TopicScan(Supplier<Consumer<byte[], byte[]>> consumers) {
    this.consumers = consumers;
  }

  /** As {@link #newest} from the beginning of the topic on. */
  void all(
      TopicPartition partition,
      byte[] key,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    newest(Long.MAX_VALUE, partition, key, visitor);
  }

  /**
   * Shows the records of a key among the last {@code offsets} offsets, oldest first.
   *
   * @throws TimeoutException if the broker gives nothing for half a minute
   */
  void newest(
      long offsets,
      TopicPartition partition,
      byte[] key,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
      consumer.seek(partition, Math.max(beginning, end - offsets));
      ReadToEnd.all(
          consumer,
          record -> {
            if (Arrays.equals(key, record.key())) {
              visitor.accept(record);
            }
          });
    }
  }
}
