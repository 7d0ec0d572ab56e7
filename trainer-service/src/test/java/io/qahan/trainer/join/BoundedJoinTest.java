package io.qahan.trainer.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.ServedPrediction;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.position.GroupPlaces;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Kept;
import io.qahan.trainer.join.kept.Retention;
import io.qahan.trainer.settings.TrainerSettings;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However much waits in vain, the join keeps no more bytes of it than it may. */
class BoundedJoinTest {
  private static final TopicNames NAMES = new TopicNames("t.");
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MANY = 100_000;
  private static final long BOUND = 4 << 20;

  @TempDir Path state;
  private final Codecs codecs = Codecs.singleObject(NAMES);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private JoinSpace space;
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> images;
  private TestInputTopic<byte[], byte[]> labels;

  private void start(long bound) {
    Settings settings =
        Settings.of(TrainerSettings.all(), Map.of("streams.state.dir", state.toString()));
    Properties properties = JoinStreams.properties(settings);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    space = new JoinSpace(bound);
    JoinParts parts =
        new JoinParts(
            NAMES,
            TopicLimits.ofCatalogue(NAMES),
            codecs,
            "digits",
            new KnownClasses(10, () -> 0, InstantSource.system()),
            new Retention(DAY, DAY, DAY),
            space,
            new JoinPartitions(1, 1),
            new JoinMeters(registry, space),
            Tracing.OFF,
            () -> START,
            new GroupPlaces());
    driver = new TopologyTestDriver(JoinTopology.of(parts), properties, START);
    images = input(NAMES.of(Topics.MASKED_FEATURES));
    String application = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    labels =
        input(JoinTopology.byImage(application, Side.LABELS)); // past the intake: half the time
  }

  private TestInputTopic<byte[], byte[]> input(String topic) {
    return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private void label(int number, byte[] label) {
    Headers headers = new Origin(0, number).addTo(new RecordHeaders());
    labels.pipeInput(new TestRecord<>(id("unseen", number), label, headers, START));
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private byte[] features() {
    return codecs
        .of(Topics.MASKED_FEATURES)
        .encode(
            MaskedFeatures.newBuilder()
                .setFeatures(new Sparse(9, new int[] {2, 7}, new float[] {0.5f, 3}).toRecord())
                .setAttentionEnergy(9.25)
                .setSolver("greedy")
                .setDegraded(true)
                .setConvVersion("mnist-1-abc")
                .setEventTime(START)
                .setServed(
                    ServedPrediction.newBuilder()
                        .setHeadVersion(4)
                        .setPredicted(1)
                        .setProbabilities(LittleEndian.floats(new float[] {0.25f, 0.75f}))
                        .build())
                .build());
  }

  private byte[] label(int label) {
    return codecs.of(Topics.LABELS).encode(new Label(label, "test", START));
  }

  private static byte[] id(String kind, int number) {
    return (kind + "-" + number).getBytes(UTF_8);
  }

  private double letGo(String side, String cause) {
    return registry.get("qahan.join.expired").tags("side", side, "cause", cause).counter().count();
  }

  private long bytes() {
    return Stream.of(Kept.values()).mapToLong(space::bytes).sum();
  }

  /** What is compacted away meanwhile has no length. */
  private static long onDisk(File file) {
    File[] children = file.listFiles();
    return children == null
        ? file.length()
        : Stream.of(children).mapToLong(BoundedJoinTest::onDisk).sum();
  }

  @Test
  void shouldKeepWithinItsBytesWhateverWaitsInVain() {
    start(BOUND);
    byte[] features = features();
    byte[] label = label(3);
    long most = 0;
    long mostOnDisk = 0;
    for (int i = 0; i < MANY; i++) {
      images.pipeInput(id("unlabelled", i), features);
      label(i, label);
      most = Math.max(most, bytes());
      if (i % 100 == 0) {
        driver.advanceWallClockTime(Duration.ofMillis(10));
      }
      if (i % 5_000 == 0) {
        mostOnDisk = Math.max(mostOnDisk, onDisk(state.toFile()));
      }
    }

    assertThat(most).isLessThan(BOUND + 1_000).isGreaterThan(BOUND * 9 / 10);
    assertThat(mostOnDisk).isLessThan(3 * BOUND);
    long keptFeatures = space.records(Kept.FEATURES);
    long keptLabels = space.records(Kept.LABELS);
    assertThat(keptFeatures)
        .as("the oldest of both leave first")
        .isBetween(keptLabels - 200, keptLabels + 200);
    assertThat(keptLabels).isGreaterThan(1_000);
    assertThat(letGo("features", "bytes")).isEqualTo(MANY - keptFeatures);
    assertThat(letGo("labels", "bytes")).isEqualTo(MANY - keptLabels);
    assertThat(registry.get("qahan.dead.letters").tags("cause", "unknown-image").counter().count())
        .as("each label that was let go is told of")
        .isEqualTo(MANY - keptLabels);

    driver.advanceWallClockTime(Duration.ofSeconds(10));
    driver.advanceWallClockTime(DAY);
    for (int i = 0; i < 10; i++) {
      driver.advanceWallClockTime(Duration.ofSeconds(2));
    }
    assertThat(bytes()).isZero();
    assertThat(letGo("features", "expired")).isEqualTo(keptFeatures);
    assertThat(letGo("labels", "expired")).isEqualTo(keptLabels);
  }
}
