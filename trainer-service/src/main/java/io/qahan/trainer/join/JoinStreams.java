package io.qahan.trainer.join;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.schemas.clock.SteadyTime;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.GroupLag;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.position.GroupPositions;
import io.qahan.schemas.position.LostPositionException;
import io.qahan.schemas.position.PositionedConsumer;
import io.qahan.schemas.reading.BoundedConsumer;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.streams.OneModel;
import io.qahan.schemas.streams.QuietPolls;
import io.qahan.schemas.streams.StreamsApplication;
import io.qahan.schemas.streams.StreamsClients;
import io.qahan.schemas.streams.StreamsProperties;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.join.kept.BoundedRocksDb;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Retention;
import io.qahan.trainer.online.log.LogScan;
import io.qahan.trainer.online.log.ModelTopics;
import io.qahan.trainer.online.log.ReleaseArchive;
import io.qahan.trainer.settings.TrainerSettings;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
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
    OneModel.require(settings, application);
    JoinPartitions partitions = JoinPartitions.await(settings, application);
    GroupPositions positions =
        new GroupPositions(
            settings,
            registry,
            application,
            JoinTopology.sources(TopicNames.from(settings), partitions, application));
    positions.prepare();
    JoinSpace space = new JoinSpace((long) settings.get(TrainerSettings.JOIN_MAX_MIB) << 20);
    JoinParts parts =
        new JoinParts(
            TopicNames.from(settings),
            limits.withRequestsOf(StreamsClients.largestRequest(properties)),
            Codecs.from(settings),
            settings.get(CommonSettings.MODEL),
            classes(settings, limits),
            new Retention(
                settings.get(TrainerSettings.JOIN_RETENTION_FEATURES),
                settings.get(TrainerSettings.JOIN_RETENTION_LABELS),
                settings.get(TrainerSettings.JOIN_RETENTION_JOINED)),
            space,
            partitions,
            new JoinMeters(registry, space),
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
    QuietPolls quiet = new QuietPolls(System::nanoTime);
    try {
      StreamsApplication streams =
          new StreamsApplication(
              "the join",
              JoinTopology.of(parts),
              properties,
              new StreamsClients(
                  limits,
                  consumer -> PositionedConsumer.over(quiet.over(consumer), positions),
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

  private static KnownClasses classes(Settings settings, TopicLimits limits) {
    ModelTopics topics =
        new ModelTopics(
            settings.get(CommonSettings.MODEL),
            TopicNames.from(settings),
            limits,
            Codecs.from(settings));
    ReleaseArchive releases =
        new ReleaseArchive(
            new LogScan(() -> reader(settings, limits)), topics, ReleasedFiles.from(settings));
    return new KnownClasses(
        settings.get(CommonSettings.CLASSES), releases::mostClasses, SteadyTime.SYSTEM);
  }

  private static Consumer<byte[], byte[]> reader(Settings settings, TopicLimits limits) {
    Map<String, Object> properties = new HashMap<>(settings.kafkaClient());
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return BoundedConsumer.of(properties, limits);
  }

  /**
   * Waits, saying so, until all stores are restored and records flow.
   *
   * @throws IllegalStateException if it stops for good instead, saying why and what to do
   */
  public void awaitRunning() throws InterruptedException {
    streams.awaitRunning();
  }

  static Properties properties(Settings settings) {
    return StreamsProperties.of(
        settings,
        "trainer-join",
        Topics.TRAINING_STATE.maxMessageBytes(), // dead letters of the state carry whole ones
        Map.of(
            // Labels come late anyway, and every transaction costs as much as many examples, and
            // every request as much as some.
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
            500,
            StreamsConfig.POLL_MS_CONFIG,
            100, // no commit waits for it much longer than is due
            ProducerConfig.LINGER_MS_CONFIG,
            100, // a commit sends what is left at once
            StreamsConfig.NUM_STREAM_THREADS_CONFIG,
            1,
            StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
            BoundedRocksDb.class.getName()),
        Map.of(
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
            64 << 10,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            200));
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
