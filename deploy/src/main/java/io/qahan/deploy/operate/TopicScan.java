package io.qahan.deploy.operate;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.topic.ReadToEnd;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a topic to what is its end at the start, from its beginning or the newest of it. */
public final class TopicScan {
  private TopicScan() {}

  /**
   * Shows every record, those of a partition in order.
   *
   * @param consumer without a group
   * @throws CommandFailedException if there is no such topic
   * @throws TimeoutException if the broker gives nothing for half a minute
   */
  public static void all(
      Consumer<byte[], byte[]> consumer,
      String topic,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    from(consumer, topic, Map.of(), visitor);
  }

  /**
   * Shows every record from some offsets on, those of a partition in order.
   *
   * @param begins offsets by partition, of this topic or of others too; a partition that is not
   *     there is read from its beginning
   * @throws CommandFailedException if there is no such topic
   * @throws TimeoutException if the broker gives nothing for half a minute
   */
  public static void from(
      Consumer<byte[], byte[]> consumer,
      String topic,
      Map<TopicPartition, Long> begins,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    List<TopicPartition> partitions = assigned(consumer, topic);
    consumer
        .beginningOffsets(partitions)
        .forEach(
            (partition, first) ->
                consumer.seek(partition, Math.max(first, begins.getOrDefault(partition, 0L))));
    ReadToEnd.all(consumer, visitor);
  }

  /**
   * Shows at least the newest records of a topic, if it has them: so many of each partition, those
   * of a partition in order. The consumer stands behind them then.
   *
   * @param most of each partition, at least 1
   * @throws CommandFailedException if there is no such topic
   * @throws TimeoutException if the broker gives nothing for half a minute
   */
  public static void newest(
      Consumer<byte[], byte[]> consumer,
      String topic,
      int most,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    List<TopicPartition> partitions = assigned(consumer, topic);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    // Markers of transactions have offsets too, in the worst case one a record.
    partitions.forEach(p -> consumer.seek(p, Math.max(begins.get(p), ends.get(p) - 2L * most)));
    ReadToEnd.all(consumer, visitor);
  }

  private static List<TopicPartition> assigned(Consumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new CommandFailedException(
          "There is no topic [%s]. Create it with: qahan topics create; or is topic.prefix another one?"
              .formatted(topic));
    }
    consumer.assign(partitions);
    return partitions;
  }
}
