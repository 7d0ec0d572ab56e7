package io.qahan.trainer.join;

import static io.qahan.trainer.join.JoinFixture.CODECS;
import static io.qahan.trainer.join.JoinFixture.NAMES;
import static io.qahan.trainer.join.JoinFixture.START;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Kept;
import io.qahan.trainer.join.kept.Retention;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However much waits in vain, the join keeps no more bytes of it than it may. */
class BoundedJoinTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MANY = 100_000;
  private static final long BOUND = 4 << 20;

  @TempDir Path state;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private JoinSpace space;
  private JoinFixture join;
  private TestInputTopic<byte[], byte[]> images;
  private TestInputTopic<byte[], byte[]> labels;

  private void start(long bound) {
    space = new JoinSpace(bound);
    join =
        new JoinFixture(
            state,
            new JoinPartitions(1, 1),
            new Retention(DAY, DAY, DAY),
            space,
            Tracing.OFF,
            registry);
    images = join.input(NAMES.of(Topics.MASKED_FEATURES));
    labels =
        join.input(
            JoinTopology.byImage(join.application, Side.LABELS)); // past the intake: half the time
  }

  private void label(int number, byte[] label) {
    Headers headers = new Origin(0, number).addTo(new RecordHeaders());
    labels.pipeInput(new TestRecord<>(id("unseen", number), label, headers, START));
  }

  @AfterEach
  void close() {
    join.close();
  }

  private static byte[] id(String kind, int number) {
    return (kind + "-" + number).getBytes(UTF_8);
  }

  private double letGo(String side, String cause) {
    return join.count("qahan.join.expired", "side", side, "cause", cause);
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
    byte[] features = CODECS.of(Topics.MASKED_FEATURES).encode(JoinFixture.maskedFeatures());
    byte[] label = CODECS.of(Topics.LABELS).encode(JoinFixture.labelOf(3, START));
    long most = 0;
    long mostOnDisk = 0;
    for (int i = 0; i < MANY; i++) {
      images.pipeInput(id("unlabelled", i), features);
      label(i, label);
      most = Math.max(most, bytes());
      if (i % 100 == 0) {
        join.driver.advanceWallClockTime(Duration.ofMillis(10));
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

    join.driver.advanceWallClockTime(Duration.ofSeconds(10));
    join.driver.advanceWallClockTime(DAY);
    for (int i = 0; i < 10; i++) {
      join.driver.advanceWallClockTime(Duration.ofSeconds(2));
    }
    assertThat(bytes()).isZero();
    assertThat(letGo("features", "expired")).isEqualTo(keptFeatures);
    assertThat(letGo("labels", "expired")).isEqualTo(keptLabels);
  }
}
