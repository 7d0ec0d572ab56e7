package io.qahan.schemas.position;

import io.qahan.schemas.streams.PolledConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer that never begins anew in silence. Kafka Streams hands a partition in which it cannot
 * go on to its reset policy, and reads from the beginning; this asks first where to go on. Not
 * thread safe, as consumers are not.
 */
public final class PositionedConsumer {
  /** Knows where to go on. */
  @FunctionalInterface
  interface Resolver {
    /**
     * The offsets to go on at.
     *
     * @param positions where the consumer was; empty if the broker has no offset of its group
     * @throws LostPositionException if only a person can tell
     */
    Map<TopicPartition, Long> resolve(Map<TopicPartition, OptionalLong> positions);
  }

  private final Consumer<byte[], byte[]> consumer;
  private final Resolver resolver;

  private PositionedConsumer(Consumer<byte[], byte[]> consumer, Resolver resolver) {
    this.consumer = consumer;
    this.resolver = resolver;
  }

  /**
   * Wraps a consumer.
   *
   * @param consumer without a reset policy of its own ({@code none}), as Kafka Streams makes it
   *     where sources have one
   */
  public static Consumer<byte[], byte[]> over(
      Consumer<byte[], byte[]> consumer, GroupPositions positions) {
    return over(consumer, positions::resolve);
  }

  static Consumer<byte[], byte[]> over(Consumer<byte[], byte[]> consumer, Resolver resolver) {
    PositionedConsumer positioned = new PositionedConsumer(consumer, resolver);
    return PolledConsumer.over(consumer, positioned::poll);
  }

  private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    try {
      return consumer.poll(timeout);
    } catch (LogTruncationException e) {
      // What came after the last offset that is the same is new, and what was before it was read.
      Map<TopicPartition, Long> same = new HashMap<>(e.offsetOutOfRangePartitions());
      e.divergentOffsets().forEach((partition, offset) -> same.put(partition, offset.offset()));
      goOn(same);
    } catch (OffsetOutOfRangeException e) {
      goOn(e.offsetOutOfRangePartitions());
    } catch (NoOffsetForPartitionException e) {
      Map<TopicPartition, OptionalLong> unknown = new HashMap<>();
      e.partitions().forEach(partition -> unknown.put(partition, OptionalLong.empty()));
      resolver.resolve(unknown).forEach(consumer::seek);
    }
    return ConsumerRecords.empty();
  }

  private void goOn(Map<TopicPartition, Long> positions) {
    Map<TopicPartition, OptionalLong> known = new HashMap<>();
    positions.forEach((partition, position) -> known.put(partition, OptionalLong.of(position)));
    resolver.resolve(known).forEach(consumer::seek);
  }
}
