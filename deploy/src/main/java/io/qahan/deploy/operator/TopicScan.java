package io.qahan.deploy.operator;

import io.qahan.deploy.cli.CommandFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a topic from its beginning to what is its end at the start. */
public final class TopicScan {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int IDLE_POLLS = 100;

  private TopicScan() {}

  /**
   * Shows every record, those of a partition in order.
   *
   * @param consumer without a group
   * @throws CommandFailedException if there is no such topic
   * @throws TimeoutException if the broker gives nothing for twenty seconds
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
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long left = left(consumer, ends);
    for (int idle = 0; left > 0; idle++) {
      if (idle == IDLE_POLLS) {
        throw new TimeoutException("[%s] gives nothing although more is there".formatted(topic));
      }
      consumer.poll(POLL).forEach(visitor);
      long now = left(consumer, ends); // also past transaction markers
      if (now < left) {
        idle = 0;
      }
      left = now;
    }
  }

  private static long left(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
        .sum();
  }
}
