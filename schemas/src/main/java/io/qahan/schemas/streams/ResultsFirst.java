package io.qahan.schemas.streams;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer that, while images pile up, looks for mask results before it takes more images. A
 * consumer hands out what it has fetched in the order of its fetches: results would wait behind
 * thousands of images, every deadline would pass, and the workers' answers would be thrown away.
 *
 * <p>While there is no pile, it polls as any consumer does. Not thread safe, as consumers are not.
 */
public final class ResultsFirst {
  private final Consumer<byte[], byte[]> consumer;
  private final String images;
  private final int pile;
  private boolean piled;

  private ResultsFirst(Consumer<byte[], byte[]> consumer, String images, int pile) {
    this.consumer = consumer;
    this.images = images;
    this.pile = pile;
  }

  /**
   * Wraps a consumer.
   *
   * @param images full name of the images topic
   * @param pile a poll that returns so many images leaves more behind: as many as it may return
   */
  public static Consumer<byte[], byte[]> over(
      Consumer<byte[], byte[]> consumer, String images, int pile) {
    ResultsFirst first = new ResultsFirst(consumer, images, pile);
    return PolledConsumer.over(consumer, first::poll);
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (piled) {
      ConsumerRecords<byte[], byte[]> others = pollWithoutImages();
      if (!others.isEmpty()) {
        return others;
      }
    }
    ConsumerRecords<byte[], byte[]> all = consumer.poll(timeout);
    int count = 0;
    for (TopicPartition partition : all.partitions()) {
      count += partition.topic().equals(images) ? all.records(partition).size() : 0;
    }
    piled = count >= pile;
    return all;
  }

  /** What was fetched of a paused partition stays in the consumer (KAFKA-7548). */
  private ConsumerRecords<byte[], byte[]> pollWithoutImages() {
    Set<TopicPartition> paused = new HashSet<>(consumer.assignment());
    paused.removeIf(partition -> !partition.topic().equals(images));
    paused.removeAll(consumer.paused());
    consumer.pause(paused);
    try {
      return consumer.poll(Duration.ZERO);
    } finally {
      paused.retainAll(consumer.assignment()); // the poll may have seen a rebalance
      consumer.resume(paused);
    }
  }
}
