package io.qahan.ingest.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks for the newest record of a key, from the end of a topic towards its beginning: in windows
 * that grow, and in all partitions, for which of them a key is on was its sender's choice. Used by
 * one thread.
 */
final class BackwardSearch {
  /**
   * What was found.
   *
   * @param looked records that were looked at
   * @param oldest when the oldest of them was written, epoch milliseconds; {@link Long#MAX_VALUE}
   *     if there was none
   * @param whole whether the beginning was reached, or the record found
   */
  record Result(
      Optional<ConsumerRecord<byte[], byte[]>> record, long looked, long oldest, boolean whole) {}

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int FIRST_WINDOW = 1_000;
  private static final int LARGEST_WINDOW = 64_000;

  private final Consumer<byte[], byte[]> consumer;
  private final byte[] key;
  private final LongSupplier nanoTime;
  private final long until;
  private ConsumerRecord<byte[], byte[]> found;
  private long looked;
  private long oldest = Long.MAX_VALUE;

  private BackwardSearch(
      Consumer<byte[], byte[]> consumer, byte[] key, Duration patience, LongSupplier nanoTime) {
    this.consumer = consumer;
    this.key = key;
    this.nanoTime = nanoTime;
    this.until = nanoTime.getAsLong() + patience.toNanos();
  }

  /**
   * Searches a topic.
   *
   * @param consumer without a group
   * @param patience after which it gives up
   */
  static Result newest(
      Consumer<byte[], byte[]> consumer,
      String topic,
      byte[] key,
      Duration patience,
      LongSupplier nanoTime) {
    BackwardSearch search = new BackwardSearch(consumer, key, patience, nanoTime);
    boolean whole = search.run(topic);
    return new Result(Optional.ofNullable(search.found), search.looked, search.oldest, whole);
  }

  private boolean run(String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    for (int window = FIRST_WINDOW; found == null; window = Math.min(4 * window, LARGEST_WINDOW)) {
      List<TopicPartition> left = new ArrayList<>(partitions);
      left.removeIf(partition -> ends.get(partition) <= begins.get(partition));
      if (left.isEmpty()) {
        return true;
      }
      consumer.assign(left);
      Map<TopicPartition, Long> starts = new HashMap<>();
      for (TopicPartition partition : left) {
        long start = Math.max(begins.get(partition), ends.get(partition) - window);
        starts.put(partition, start);
        consumer.seek(partition, start);
      }
      if (!read(left, ends)) {
        return false;
      }
      ends.putAll(starts);
    }
    return true;
  }

  /** Returns false if the time is over. */
  private boolean read(List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
    List<TopicPartition> open = new ArrayList<>(partitions);
    while (!open.isEmpty()) {
      if (nanoTime.getAsLong() - until >= 0) {
        return false;
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
          look(record);
        }
      }
      List<TopicPartition> done =
          open.stream().filter(p -> consumer.position(p) >= ends.get(p)).toList();
      consumer.pause(done);
      open.removeAll(done);
    }
    return true;
  }

  private void look(ConsumerRecord<byte[], byte[]> record) {
    looked++;
    oldest = Math.min(oldest, record.timestamp());
    boolean newer = found == null || record.timestamp() >= found.timestamp();
    if (Arrays.equals(record.key(), key) && newer) {
      found = record;
    }
  }
}
