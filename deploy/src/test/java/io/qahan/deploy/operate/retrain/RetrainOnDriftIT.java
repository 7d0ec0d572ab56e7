package io.qahan.deploy.operate.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contrast of a stream is inverted, and nobody gives a command. */
@Timeout(600)
class RetrainOnDriftIT {
  private static final Path MODEL = Path.of("models/mnist.qahan");
  private static final int BEFORE = 300;
  private static final int AFTER = 700;
  private static final Duration SHADOW = Duration.ofSeconds(5);
  private static final int IN_SHADOW = 20;
  private static final int RECOVERY = 600;
  private static final Duration PATIENCE = Duration.ofSeconds(300);

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();
  @TempDir Path directory;

  private final LabelledImages images = new DatasetLocation.Sample().open().train();
  private int sent;

  @Test
  void shouldRetrainByItselfInAProcessOfItsOwnAndInShadowAndBeTakenBackByOneRecord()
      throws Exception {
    run("models", "push", MODEL.toString());
    try (RunningService ingest = RunningService.ingest(given("i").load());
        RunningService worker = RunningService.worker(given("w").load());
        RunningService trainer = RunningService.trainer(retraining().load())) {
      send(BEFORE, false);
      await()
          .atMost(PATIENCE)
          .until(() -> Metric.TRAINING_EXAMPLES.counter(trainer.meters()).count() >= BEFORE);
      send(AFTER, true);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                if (stages().size() == 3) { // judged: what comes now is answered in shadow too
                  send(IN_SHADOW, true);
                }
                return stages().size() == 4;
              });

      List<RetrainStep> steps = TopicReader.values(cluster.settings(), Topics.RETRAININGS);
      assertThat(steps)
          .extracting(RetrainStep::getStage)
          .containsExactly(
              RetrainStage.DUE, RetrainStage.BEGAN, RetrainStage.SCORED, RetrainStage.PROMOTED);
      assertThat(steps).extracting(RetrainStep::getRetraining).containsOnly(id(steps));
      assertThat(steps).extracting(RetrainStep::getCause).containsOnly(RetrainCause.DRIFT);
      RetrainStep promoted = steps.get(3);
      assertThat(promoted.getRelease()).isEqualTo(2);
      assertThat(promoted.getCandidateAccuracy()).isGreaterThan(promoted.getServingAccuracy());
      assertThat(promoted.getChance()).isLessThan(0.05);
      assertThat(Duration.between(steps.get(2).getIssuedAt(), promoted.getIssuedAt()))
          .as("it answered in shadow for so long before")
          .isGreaterThan(SHADOW);
      assertThat(InvertedDigits.numberOf(steps.get(0).getChangedAt()))
          .isBetween(BEFORE, BEFORE + 100);
      assertThat(steps.get(0).getBefore()).isEqualTo(RECOVERY / 4);
      assertThat(promoted.getParent()).isEqualTo(releases().get(0).getVersion());
      assertThat(promoted.getCandidate()).isEqualTo(releases().get(1).getVersion());

      awaitRelease(ingest, 2);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(summary(ingest).at("/retraining/stage").asText()).isEqualTo("PROMOTED");
                assertThat(Metric.RETRAIN_ENDED.counter(trainer.meters(), "promoted").count())
                    .isEqualTo(1);
              });
      assertThat(doctor()).contains("the last candidate for model [mnist] was promoted");

      run("models", "rollback", "-D", "model=mnist", "--reason", "taken back");
      awaitRelease(ingest, 3);
      assertThat(releases().get(2).getVersion()).isEqualTo(releases().get(0).getVersion());
      assertThat(releases()).hasSize(3);
    }
    assertThat(InvertedDigits.answers(cluster)).hasSize(sent);
  }

  private static String id(List<RetrainStep> steps) {
    return steps.get(0).getRetraining();
  }

  private void awaitRelease(RunningService ingest, long release) {
    await()
        .atMost(PATIENCE)
        .until(() -> ingest.meters().get(Metric.MODEL_RELEASE.meter()).gauge().value() == release);
  }

  private List<RetrainStage> stages() throws Exception {
    return TopicReader.values(cluster.settings(), Topics.RETRAININGS).stream()
        .map(RetrainStep::getStage)
        .toList();
  }

  private List<ModelRelease> releases() throws Exception {
    return TopicReader.values(cluster.settings(), Topics.MODELS);
  }

  private String doctor() {
    return cluster.run("doctor").out();
  }

  private static JsonNode summary(RunningService ingest) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + ingest.httpPort() + "/api/summary");
    return JsonMapper.builder()
        .build()
        .readTree(
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
  }

  private void run(String... command) {
    CommandRun run = cluster.run(command);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  private TestSettings given(String service) {
    return cluster.given("mnist", directory, service);
  }

  private TestSettings retraining() throws Exception {
    return given("t")
        .with("trainer.retrain", "on-drift")
        .with("trainer.drift.minimum", "100")
        .with("trainer.drift.action", "none") // the head is not to recover by itself
        .with("trainer.retrain.recover.labels", Integer.toString(RECOVERY))
        .with("trainer.retrain.labels", "100")
        .with("trainer.retrain.shadow", SHADOW.toSeconds() + "s")
        .with("trainer.retrain.work", directory.resolve("work").toString())
        .with("trainer.retrain.launcher", launcher().toString());
  }

  /** As the launcher starts a command, but with this JVM's classes. */
  private Path launcher() throws Exception {
    Path script = directory.resolve("qahan");
    Files.writeString(
        script,
        """
        #!/bin/sh
        export OMP_NUM_THREADS=1 DJL_OFFLINE=true OPT_OUT_TRACKING=true
        exec '%s' -Xmx640m -XX:TieredStopAtLevel=1 -cp '%s' io.qahan.deploy.Qahan "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path")));
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private void send(int count, boolean inverted) throws Exception {
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      for (int end = sent + count; sent < end; sent++) {
        InvertedDigits.send(
            cluster.brokers(), producer, InvertedDigits.id(sent), images.get(sent), inverted);
      }
    }
  }
}
