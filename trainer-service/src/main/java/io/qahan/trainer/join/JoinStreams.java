package io.qahan.trainer.join;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.GroupLag;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.position.GroupPositions;
import io.qahan.schemas.position.LostPositionException;
import io.qahan.schemas.position.PositionedConsumer;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.streams.StreamsApplication;
import io.qahan.schemas.streams.StreamsClients;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.settings.TrainerSettings;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The running join. Thread safe. */
public final class JoinStreams implements AutoCloseable {
  private final StreamsApplication streams;
  private final KafkaStreamsMetrics metrics;
  private final GroupLag lag;

  private JoinStreams(StreamsApplication streams, GroupLag lag) {
    this.streams = streams;
    this.metrics = new KafkaStreamsMetrics(streams.kafka());
    this.lag = lag;
  }

  /**
   * Starts the join of the settings' model; returns when the broker has said where it goes on, see
   * {@link #awaitRunning} for the rest.
   *
   * @param limits how large records may be
   * @throws LostPositionException if only a person can tell where to go on
   * @throws InterruptedException if interrupted while waiting for brokers that do not answer
   * @throws IllegalStateException if Kafka Streams refuses, saying what to do
   */
  public static JoinStreams start(Settings settings, TopicLimits limits, MeterRegistry registry)
      throws InterruptedException {
    Properties properties = properties(settings);
    String application = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    JoinPartitions partitions = JoinPartitions.await(settings, application);
    GroupPositions positions =
        new GroupPositions(
            settings,
            registry,
            application,
            JoinTopology.sources(TopicNames.from(settings), partitions, application));
    positions.prepare();
    JoinParts parts =
        new JoinParts(
            TopicNames.from(settings),
            limits.withRequestsOf(StreamsClients.largestRequest(properties)),
            Codecs.from(settings),
            settings.get(CommonSettings.MODEL),
            settings.get(CommonSettings.CLASSES),
            new Retention(
                settings.get(TrainerSettings.JOIN_RETENTION_FEATURES),
                settings.get(TrainerSettings.JOIN_RETENTION_LABELS),
                settings.get(TrainerSettings.JOIN_RETENTION_JOINED)),
            partitions,
            new JoinMeters(registry),
            Tracing.global(),
            InstantSource.system(),
            positions.places());
    GroupLag lag =
        GroupLag.start(
            settings,
            registry,
            application,
            Map.of(
                parts.names().of(Topics.MASKED_FEATURES), Topics.MASKED_FEATURES,
                JoinTopology.byImage(application, Side.FEATURES), Topics.MASKED_FEATURES,
                parts.names().of(Topics.LABELS), Topics.LABELS,
                JoinTopology.byImage(application, Side.LABELS), Topics.LABELS));
    try {
      StreamsApplication streams =
          new StreamsApplication(
              "the join",
              JoinTopology.of(parts),
              properties,
              new StreamsClients(
                  limits,
                  consumer -> PositionedConsumer.over(consumer, positions),
                  producer -> producer),
              lag.progress(),
              registry,
              () -> parts.partitions().change(settings));
      JoinStreams join = new JoinStreams(streams, lag);
      join.metrics.bindTo(registry);
      streams.start();
      return join;
    } catch (RuntimeException e) {
      lag.close();
      throw e;
    }
  }

  /**
   * Waits, saying so, until all stores are restored and records flow.
   *
   * @throws IllegalStateException if it stops for good instead, saying why and what to do
   */
  public void awaitRunning() throws InterruptedException {
    streams.awaitRunning();
  }

  /** Our defaults, then {@code kafka.*}, then {@code streams.*}, then what is not for choosing. */
  static Properties properties(Settings settings) {
    Map<String, Object> all = new HashMap<>();
    all.put(StreamsConfig.POLL_MS_CONFIG, 20); // no commit waits for it much longer than is due
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
    all.put(
        StreamsConfig.REPLICATION_FACTOR_CONFIG,
        settings.get(CommonSettings.TOPIC_REPLICATION_FACTOR));
    all.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    // Changelogs are written to the moment they are created. With more than one request on its way
    // a first one that the new leader refuses is overtaken, and the producer runs in circles.
    all.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    all.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // Dead letters of the training state carry whole states.
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.TRAINING_STATE.maxMessageBytes());
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) Topics.TRAINING_STATE.maxMessageBytes());
    all.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), TopicLimits.INTERNAL);
    // How soon another instance takes over after a crash.
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
    all.putAll(settings.kafkaClient());
    all.putAll(settings.under(Settings.STREAMS));
    all.put(
        StreamsConfig.APPLICATION_ID_CONFIG,
        settings.get(CommonSettings.TOPIC_PREFIX) + "trainer-join");
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    all.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  public Health health() {
    return streams.health("join runs");
  }

  /** Commits, leaves the group so that others take over at once, and stops. */
  @Override
  public void close() {
    streams.close();
    metrics.close();
    lag.close();
  }
}
