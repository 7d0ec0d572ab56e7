package io.qahan.trainer.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.ServedPrediction;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.position.GroupPlaces;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Retention;
import io.qahan.trainer.settings.TrainerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The join of a model of ten classes, driven record by record. */
final class JoinFixture implements AutoCloseable {
  static final TopicNames NAMES = new TopicNames("t.");
  static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  static final Codecs CODECS = Codecs.singleObject(NAMES);

  /** What Kafka Streams calls the application. */
  final String application;

  final SimpleMeterRegistry registry;
  final TopologyTestDriver driver;
  private final AtomicLong wall = new AtomicLong(START.toEpochMilli());

  /**
   * @param state where its stores are; those that are there are gone on with
   */
  JoinFixture(
      Path state,
      JoinPartitions partitions,
      Retention retention,
      JoinSpace space,
      Tracing tracing,
      SimpleMeterRegistry registry) {
    Settings settings =
        Settings.of(TrainerSettings.all(), Map.of("streams.state.dir", state.toString()));
    Properties properties = JoinStreams.properties(settings);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    this.application = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    this.registry = registry;
    JoinParts parts =
        parts(
            partitions,
            retention,
            space,
            tracing,
            registry,
            () -> Instant.ofEpochMilli(wall.get()));
    this.driver = new TopologyTestDriver(JoinTopology.of(parts), properties, START);
  }

  static JoinParts parts(
      JoinPartitions partitions,
      Retention retention,
      JoinSpace space,
      Tracing tracing,
      SimpleMeterRegistry registry,
      InstantSource wall) {
    return new JoinParts(
        NAMES,
        TopicLimits.ofCatalogue(NAMES),
        CODECS,
        "digits",
        new KnownClasses(10, () -> 0, InstantSource.system()),
        retention,
        space,
        partitions,
        new JoinMeters(registry, space),
        tracing,
        wall,
        new GroupPlaces());
  }

  TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void send(Topic<?> topic, byte[] key, byte[] value) {
    send(topic, key, value, new RecordHeaders());
  }

  void send(Topic<?> topic, byte[] key, byte[] value, Headers headers) {
    input(NAMES.of(topic)).pipeInput(new TestRecord<>(key, value, headers, START));
  }

  <T extends SpecificRecord> void send(Topic<T> topic, String id, T value) {
    send(topic, id, value, new RecordHeaders());
  }

  <T extends SpecificRecord> void send(Topic<T> topic, String id, T value, Headers headers) {
    send(topic, id.getBytes(UTF_8), CODECS.of(topic).encode(value), headers);
  }

  void features(String id) {
    send(Topics.MASKED_FEATURES, id, maskedFeatures());
  }

  static MaskedFeatures maskedFeatures() {
    return MaskedFeatures.newBuilder()
        .setFeatures(new Sparse(9, new int[] {2, 7}, new float[] {0.5f, 3}).toRecord())
        .setAttentionEnergy(9.25)
        .setSolver("greedy")
        .setDegraded(true)
        .setConvVersion("mnist-1-abc")
        .setEventTime(START.minusSeconds(9))
        .setServed(
            ServedPrediction.newBuilder()
                .setHeadVersion(4)
                .setPredicted(1)
                .setProbabilities(LittleEndian.floats(new float[] {0.25f, 0.75f}))
                .build())
        .build();
  }

  void label(String id, int label) {
    label(id, label, START);
  }

  void label(String id, int label, Instant when) {
    send(Topics.LABELS, id, labelOf(label, when));
  }

  static Label labelOf(int label, Instant when) {
    return Label.newBuilder().setLabel(label).setSource("test").setEventTime(when).build();
  }

  List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  /** The examples that came since this was last asked. */
  List<TrainingExample> examples() {
    return read(NAMES.of(Topics.TRAINING_EXAMPLES)).stream()
        .map(
            record -> {
              assertThat(record.key()).isEqualTo("digits".getBytes(UTF_8));
              try {
                return CODECS.of(Topics.TRAINING_EXAMPLES).decode(record.value());
              } catch (UndecodableRecordException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  List<String> causes(Topic<?> topic) {
    return read(NAMES.deadLettersOf(topic)).stream()
        .map(r -> new String(r.headers().lastHeader(DeadLetter.CAUSE).value(), UTF_8))
        .toList();
  }

  void pass(Duration time) {
    wall.addAndGet(time.toMillis());
    driver.advanceWallClockTime(time);
  }

  double count(String meter, String... tags) {
    return registry.get(meter).tags(tags).counter().count();
  }

  double waiting(String side) {
    return registry.get("qahan.join.waiting").tag("side", side).gauge().value();
  }

  @Override
  public void close() {
    driver.close();
  }
}
