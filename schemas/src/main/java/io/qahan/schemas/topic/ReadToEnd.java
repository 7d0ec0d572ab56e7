package io.qahan.schemas.topic;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads partitions from where a consumer stands to what is their end now. */
public final class ReadToEnd {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int IDLE_POLLS = 150;

  private ReadToEnd() {}

  /**
   * Shows every record, those of a partition in order; a few that came meanwhile may be among them.
   *
   * @param consumer assigned to the partitions, and to nothing else
   * @throws TimeoutException if the broker gives nothing for half a minute
   */
  public static void all(
      Consumer<byte[], byte[]> consumer,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long left = left(consumer, ends);
    for (int idle = 0; left > 0; idle++) {
      if (idle == IDLE_POLLS) {
        throw new TimeoutException(
            String.format(
                Locale.ROOT,
                "%s give nothing although [%d] records are left. Maybe a broker is down; try again",
                ends.keySet(),
                left));
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
