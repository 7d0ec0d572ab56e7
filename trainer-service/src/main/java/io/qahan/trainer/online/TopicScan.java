package io.qahan.trainer.online;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a small topic from its beginning to its end, with a consumer of its own. */
final class TopicScan {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final InstantSource clock;

  /**
   * @param consumers gives consumers without a group that read only what is committed
   */
  TopicScan(Supplier<Consumer<byte[], byte[]>> consumers, InstantSource clock) {
    this.consumers = consumers;
    this.clock = clock;
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
      Instant moved = clock.instant();
      long at = consumer.position(partition);
      while (at < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (Arrays.equals(key, record.key())) {
            visitor.accept(record);
          }
        }
        long now = consumer.position(partition); // also past transaction markers
        if (now > at) {
          moved = clock.instant();
        } else if (clock.instant().isAfter(moved.plus(PATIENCE))) {
          throw new TimeoutException(
              "[%s] gives nothing from offset [%d] on".formatted(partition, at));
        }
        at = now;
      }
    }
  }
}
