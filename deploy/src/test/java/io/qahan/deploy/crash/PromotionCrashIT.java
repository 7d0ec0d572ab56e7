package io.qahan.deploy.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Within a second of a release an ingest and the trainer are killed, while another ingest goes on.
 * How often, the property {@code qahan.test.promotion.kills} says.
 */
@Timeout(1800)
class PromotionCrashIT {
  private static final int KILLS = Integer.getInteger("qahan.test.promotion.kills", 2);
  private static final int PART = 120;
  private static final int RATE = 40;
  private static final int SECOND_MS = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();
  @TempDir Path directory;
  private StoredModel[] versions;

  @BeforeEach
  void makeModels() throws Exception {
    StoredModel first = ModelFile.read(Path.of("models/mnist.qahan"));
    float[] weights = first.firstHead().weights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 1.01f; // another version that answers alike
    }
    Head head = StoredModel.headOf(first.headShape(), weights);
    versions = new StoredModel[] {first, first.withHead(Optional.of(head))};
    ModelFile.write(versions[0], file(0));
    ModelFile.write(versions[1], file(1));
  }

  @Test
  void shouldAnswerEachImageOnceAndServeOneModelInTheEnd() throws Exception {
    release(0);
    Random random = new Random(18);
    try (RunningService worker = RunningService.worker(given("worker").load());
        RunningService steady = RunningService.ingest(given("steady").load())) {
      for (int kill = 1; kill <= KILLS; kill++) {
        try (QahanProcess ingest = started("ingest");
            QahanProcess trainer = started("trainer");
            BackgroundStream stream = stream(kill)) {
          stream.awaitPredictions(PART / 3);
          release(kill);
          int millis = random.nextInt(SECOND_MS);
          pause(millis);
          ingest.kill();
          trainer.kill();
          RunSummary summary = stream.await();
          System.out.printf(
              Locale.ROOT, "kill %d of %d, %d ms after: %s%n", kill, KILLS, millis, summary);
          assertAnsweredOnce(summary);
        }
      }
      release(KILLS + 1);
      try (QahanProcess ingest = started("ingest");
          QahanProcess trainer = started("trainer")) {
        ingest.awaitLine("Release " + (KILLS + 2) + " of model [mnist] serves");
        awaitRelease(steady);
        try (BackgroundStream stream = stream(KILLS + 1)) {
          assertAnsweredOnce(stream.await());
        }
        await().atMost(PATIENCE).until(() -> lastState().getModelRelease() == KILLS + 2);
        assertThat(lastState().getModelVersion()).isEqualTo(version(KILLS + 1).version());
        assertThat(trainer.isAlive() && ingest.isAlive()).isTrue();
      }
      assertThat(worker.health().get().live()).isTrue();
    }
    assertEachAnswerIsTheOnlyOneAndOfAVersionThatWasReleased();
    for (Topic<?> topic : Topics.all()) {
      assertThat(cluster.read(cluster.names().deadLettersOf(topic))).as(topic.base()).isEmpty();
    }
  }

  private void awaitRelease(RunningService ingest) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> ingest.meters().get(Metric.MODEL_RELEASE.meter()).gauge().value() == KILLS + 2);
  }

  private void assertEachAnswerIsTheOnlyOneAndOfAVersionThatWasReleased() throws Exception {
    String untrained = versions[0].withHead(Optional.empty()).firstHead().sha256();
    String last = "promotion-" + (KILLS + 1) + "-";
    Set<String> ids = new HashSet<>();
    for (var record : cluster.read(cluster.names().of(Topics.PREDICTIONS))) {
      String id = new String(record.key(), StandardCharsets.UTF_8);
      Prediction answer = cluster.brokers().codecs().of(Topics.PREDICTIONS).decode(record.value());
      assertThat(ids.add(id)).as("a second answer to %s", id).isTrue();
      assertThat(answer.getHeadHash()).isNotEqualTo(untrained);
      if (id.startsWith(last)) {
        assertThat(answer.getModelVersion()).as(id).isEqualTo(version(KILLS + 1).version());
      } else {
        assertThat(answer.getModelVersion()).isIn(versions[0].version(), versions[1].version());
      }
    }
    assertThat(ids).hasSize((KILLS + 1) * PART);
  }

  private static void assertAnsweredOnce(RunSummary summary) {
    assertThat(summary.predictions()).isEqualTo(PART);
    assertThat(summary.duplicates()).isZero();
    assertThat(summary.deadLetters()).isZero();
  }

  private BackgroundStream stream(int number) {
    return BackgroundStream.start(
        "promotion-" + number,
        given("stream").load(),
        new StreamPlan(PART, RATE, new LabelTiming.After(Duration.ofMillis(200)), 0));
  }

  private QahanProcess started(String service) {
    QahanProcess process = QahanProcess.start(given(service).command(service));
    process.awaitLine(service + " is ready");
    return process;
  }

  private TestSettings given(String instance) {
    return cluster.given("mnist", directory, instance).noticingTheDeadSoon();
  }

  private StoredModel version(int release) {
    return versions[release % versions.length];
  }

  private Path file(int release) {
    return directory.resolve("mnist-" + release % versions.length + ".qahan");
  }

  private void release(int number) {
    CommandRun run = cluster.run("models", "push", file(number).toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("Release " + (number + 1) + " of model [mnist]");
  }

  private TrainingState lastState() throws Exception {
    List<TrainingState> states = TopicReader.values(cluster.settings(), Topics.TRAINING_STATE);
    return states.get(states.size() - 1);
  }

  private static void pause(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    await()
        .atMost(Duration.ofMillis(millis).plusSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> System.nanoTime() >= end);
  }
}
