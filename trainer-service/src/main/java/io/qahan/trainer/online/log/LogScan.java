package io.qahan.trainer.online.log;

import io.qahan.schemas.topic.ReadToEnd;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a key's records of a small topic, with a consumer of its own. */
public final class LogScan {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MOST_POLLS = 150;

  private final Supplier<Consumer<byte[], byte[]>> consumers;

  /**
   * @param consumers gives consumers without a group that read only what is committed
   */
  public LogScan(Supplier<Consumer<byte[], byte[]>> consumers) {
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
   * Where a partition begins and ends.
   *
   * @param beginning the offset of the first record that is there
   * @param end the offset after the last one
   */
  record Bounds(long beginning, long end) {}

  Bounds bounds(TopicPartition partition) {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      List<TopicPartition> asked = List.of(partition);
      consumer.assign(asked); // the client warns of answers to a question about others
      return new Bounds(
          consumer.beginningOffsets(asked).get(partition),
          consumer.endOffsets(asked).get(partition));
    }
  }

  /**
   * The record at an offset, if there is one.
   *
   * @throws TimeoutException if the broker gives nothing for half a minute
   */
  Optional<ConsumerRecord<byte[], byte[]>> at(TopicPartition partition, long offset) {
    try (Consumer<byte[], byte[]> consumer = consumers.get()) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, offset);
      for (int polls = 0; polls < MOST_POLLS; polls++) {
        List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
        if (!records.isEmpty()) {
          return Optional.of(records.get(0)).filter(record -> record.offset() == offset);
        }
        if (consumer.position(partition) > offset) {
          return Optional.empty(); // a marker of a transaction stands there
        }
      }
    }
    throw new TimeoutException(
        String.format(
            Locale.ROOT,
            "[%s] gives no record at offset [%d]. Maybe a broker is down; try again",
            partition,
            offset));
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
