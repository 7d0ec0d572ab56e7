package io.qahan.ingest.follow;

import io.qahan.schemas.clock.WatchedClients;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicLimits;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Makes the clients that read topics for one instance alone: they are assigned their partitions, in
 * no group, commit nothing, and see only what was committed.
 */
final class GrouplessConsumer {
  private GrouplessConsumer() {}

  /**
   * Opens one, which whoever asks for it closes.
   *
   * @param limits how large records may be
   * @param reset where to go on if a position is lost: {@code earliest} or {@code latest}
   * @param more properties that win over the user's {@code kafka.*}
   */
  static Consumer<byte[], byte[]> open(
      Settings settings, TopicLimits limits, String reset, Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.putAll(more);
    return WatchedClients.system().assignedConsumer(() -> BoundedConsumer.of(properties, limits));
  }
}
