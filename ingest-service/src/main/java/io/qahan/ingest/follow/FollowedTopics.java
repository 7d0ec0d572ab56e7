package io.qahan.ingest.follow;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.qahan.schemas.clock.WatchedClients;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.BoundedBytes;
import io.qahan.schemas.topic.TopicLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * A follower of some topics and the meters of its client.
 *
 * @param follower reads
 * @param meters end with it
 */
public record FollowedTopics(TopicFollower follower, KafkaClientMetrics meters)
    implements AutoCloseable {
  public static FollowedTopics start(
      Settings settings,
      TopicLimits limits,
      MeterRegistry registry,
      String name,
      Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> readers,
      TopicFollower.From from) {
    String reset = from == TopicFollower.From.BEGINNING ? "earliest" : "latest";
    var consumer =
        WatchedClients.system().assignedConsumer(() -> consumer(settings, limits, reset));
    KafkaClientMetrics meters = new KafkaClientMetrics(consumer);
    meters.bindTo(registry);
    return new FollowedTopics(TopicFollower.start(name, readers, from, consumer), meters);
  }

  public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return follower.awaitCaughtUp(timeout);
  }

  @Override
  public void close() {
    meters.close(); // before the client whose meters they are
    follower.close();
  }

  /**
   * Reads a topic whole, without a group.
   *
   * @param limits how large records may be
   * @param reset where to go on if the position is lost: earliest or latest
   */
  private static KafkaConsumer<byte[], byte[]> consumer(
      Settings settings, TopicLimits limits, String reset) {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(
        properties, BoundedBytes.ofKeys(limits), BoundedBytes.ofValues(limits));
  }
}
