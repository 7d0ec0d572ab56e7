package io.qahan.deploy.operate.replay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The records of several partitions in the order of their timestamps, as far as each partition is
 * in that order itself: labels come among the images among which they came. For one thread.
 */
final class TimeMerge {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int IDLE_POLLS = 100;
  private static final int BUFFERED = 1_000;

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;
  private final Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> buffers =
      new HashMap<>();

  /**
   * @param consumer assigned to the partitions, standing where they are to begin
   * @param ends where each partition ends: the first offset that is not wanted
   */
  TimeMerge(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    this.consumer = consumer;
    this.ends = Map.copyOf(ends);
    ends.keySet().forEach(partition -> buffers.put(partition, new ArrayDeque<>()));
  }

  /**
   * The next record; empty at the end.
   *
   * @throws TimeoutException if the broker gives nothing for twenty seconds
   */
  Optional<ConsumerRecord<byte[], byte[]>> next() {
    for (int idle = 0; isWaiting(); idle++) {
      if (idle == IDLE_POLLS) {
        throw new TimeoutException("the brokers give nothing although more is there");
      }
      fill();
    }
    return buffers.values().stream()
        .filter(buffer -> !buffer.isEmpty())
        .min(Comparator.comparingLong(buffer -> buffer.peek().timestamp()))
        .map(Deque::remove);
  }

  /** Whether a partition may still have an older record than those at hand. */
  private boolean isWaiting() {
    return ends.entrySet().stream()
        .anyMatch(
            end ->
                buffers.get(end.getKey()).isEmpty()
                    && consumer.position(end.getKey()) < end.getValue());
  }

  private void fill() {
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> open = new ArrayList<>();
    buffers.forEach(
        (partition, buffer) -> {
          boolean enough =
              buffer.size() >= BUFFERED || consumer.position(partition) >= ends.get(partition);
          (enough ? full : open).add(partition);
        });
    consumer.pause(full);
    consumer.resume(open);
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (record.offset() < ends.get(partition)) {
        buffers.get(partition).add(record);
      }
    }
  }
}
