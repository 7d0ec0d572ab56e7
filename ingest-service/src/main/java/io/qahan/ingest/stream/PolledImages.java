package io.qahan.ingest.stream;

import io.qahan.schemas.streams.PolledConsumer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * What each stream thread has polled of the images and not processed yet. Kafka Streams hands its
 * records out one by one; this lets their features be computed together.
 *
 * <p>It only ever saves work: what it does not know, or what came of another poll than it thinks,
 * is prepared by itself. Thread safe: each thread sees what it polled itself.
 */
public final class PolledImages {

  /** An image record that waits in a stream thread, and its features once they were computed. */
  static final class Polled {
    private final long offset;
    private final byte[] value;
    private ImageFeatures.Features features;

    Polled(long offset, byte[] value) {
      this.offset = offset;
      this.value = value;
    }

    /** The value of the record; null for a tombstone. */
    byte[] value() {
      return value;
    }

    /** The features; null until they are known. */
    ImageFeatures.Features features() {
      return features;
    }

    void features(ImageFeatures.Features computed) {
      features = computed;
    }
  }

  private final String images;
  private final ThreadLocal<Map<TopicPartition, Deque<Polled>>> waiting =
      ThreadLocal.withInitial(HashMap::new);
  private final ThreadLocal<Boolean> piled = ThreadLocal.withInitial(() -> false);

  /**
   * With nothing polled yet.
   *
   * @param images full name of the images topic
   */
  public PolledImages(String images) {
    this.images = images;
  }

  /** A consumer of which everything is noted that a stream thread polls. */
  Consumer<byte[], byte[]> noted(Consumer<byte[], byte[]> consumer) {
    return PolledConsumer.over(consumer, timeout -> poll(consumer, timeout));
  }

  /** Whether the newest poll of the calling thread took as many images as a poll may. */
  boolean isPiled() {
    return piled.get();
  }

  /**
   * A record and those that the thread has polled and not processed: behind it in its partition
   * first, then in its other partitions.
   *
   * @param value of the record, the very array that was polled
   * @param most how many at most
   * @param wanted which of the others come along
   */
  List<Polled> from(
      TopicPartition partition, long offset, byte[] value, int most, Predicate<Polled> wanted) {
    Map<TopicPartition, Deque<Polled>> queues = waiting.get();
    Deque<Polled> queue = queues.getOrDefault(partition, new ArrayDeque<>());
    while (!queue.isEmpty() && queue.peekFirst().offset < offset) {
      queue.removeFirst();
    }
    List<Polled> batch = new ArrayList<>();
    // A topic that was made again has other records at the same offsets.
    if (queue.isEmpty() || queue.peekFirst().offset != offset || queue.peekFirst().value != value) {
      batch.add(new Polled(offset, value));
      return batch;
    }
    batch.add(queue.removeFirst());
    Stream<Polled> others =
        queues.values().stream().filter(other -> other != queue).flatMap(Deque::stream);
    Stream.concat(queue.stream(), others).filter(wanted).limit(most - 1L).forEach(batch::add);
    return batch;
  }

  private ConsumerRecords<byte[], byte[]> poll(
      Consumer<byte[], byte[]> consumer, Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
    Map<TopicPartition, Deque<Polled>> queues = waiting.get();
    int count = 0;
    for (TopicPartition partition : records.partitions()) {
      if (partition.topic().equals(images)) {
        Deque<Polled> queue = queues.computeIfAbsent(partition, unused -> new ArrayDeque<>());
        List<ConsumerRecord<byte[], byte[]>> polled = records.records(partition);
        count += polled.size();
        if (!queue.isEmpty() && queue.peekLast().offset >= polled.get(0).offset()) {
          queue.clear(); // the thread goes back
        }
        polled.forEach(record -> queue.addLast(new Polled(record.offset(), record.value())));
      }
    }
    if (count > 0 || records.isEmpty()) { // results alone say nothing of images
      piled.set(count >= IngestProperties.MAX_POLL_RECORDS);
    }
    if (!queues.isEmpty()) {
      queues.keySet().retainAll(consumer.assignment());
    }
    return records;
  }
}
