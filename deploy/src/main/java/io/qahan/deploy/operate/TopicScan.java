package io.qahan.deploy.operate;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.topic.ReadToEnd;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a topic from its beginning to what is its end at the start. */
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
    consumer.seekToBeginning(partitions);
    ReadToEnd.all(consumer, visitor);
  }
}
