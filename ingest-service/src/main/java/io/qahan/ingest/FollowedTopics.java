package io.qahan.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.qahan.ingest.stream.TopicFollower;
import io.qahan.schemas.clock.WatchedClients;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicLimits;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A follower of some topics and the meters of its client.
 *
 * @param follower reads
 * @param meters end with it
 */
record FollowedTopics(TopicFollower follower, KafkaClientMetrics meters) implements AutoCloseable {
  static FollowedTopics start(
      Settings settings,
      TopicLimits limits,
      MeterRegistry registry,
      String name,
      Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> readers,
      TopicFollower.From from) {
    String reset = from == TopicFollower.From.BEGINNING ? "earliest" : "latest";
    var consumer =
        WatchedClients.system()
            .assignedConsumer(() -> ServiceClients.follower(settings, limits, reset));
    KafkaClientMetrics meters = new KafkaClientMetrics(consumer);
    meters.bindTo(registry);
    return new FollowedTopics(TopicFollower.start(name, readers, from, consumer), meters);
  }

  boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
    return follower.awaitCaughtUp(timeout);
  }

  @Override
  public void close() {
    meters.close(); // before the client whose meters they are
    follower.close();
  }
}
