package io.qahan.deploy.operate.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A retraining that is killed again and again, and gone on with, while the model that it is of
 * serves. How often, the property {@code qahan.test.retrain.kills} says.
 */
@Timeout(1800)
class KilledRetrainIT {
  private static final int KILLS = Integer.getInteger("qahan.test.retrain.kills", 2);
  private static final int WINDOW = 500;
  private static final int MEANWHILE = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /**
   * Where it is killed first, a moment after it said so; then at any moment. The second one goes on
   * to the release at once, because the first was trained to its end.
   */
  private static final List<String> POINTS =
      List.of(
          "the candidate is better",
          "Release ",
          "images in the window",
          "epoch 1:",
          "epoch 2:",
          "on the newest");

  /** Of a whole retraining here, and more. */
  private static final int LONGEST_MS = 15_000;

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();
  @TempDir Path directory;
  private int sent;

  @Test
  void shouldReleaseNothingTwiceAndServeOnWhereverItIsKilled() throws Exception {
    assertThat(cluster.run("models", "push", "models/mnist.qahan").exitCode()).isZero();
    Random random = new Random(18);
    try (RunningService ingest = RunningService.ingest(given("ingest"));
        RunningService worker = RunningService.worker(given("worker"))) {
      send(WINDOW);
      for (int kill = 0; kill < KILLS; kill++) {
        try (QahanProcess process = QahanProcess.start(command())) {
          if (kill < POINTS.size()) {
            String point = POINTS.get(kill);
            await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive() || process.output().contains(point));
            pause(random.nextInt(300));
          } else {
            pause(random.nextInt(LONGEST_MS));
          }
          process.kill();
          String[] said = process.output().split("\\R", -1);
          System.out.printf(
              Locale.ROOT,
              "kill %d of %d, after [%s]; releases %s%n",
              kill + 1,
              KILLS,
              said[said.length - 1],
              releases());
        }
        send(MEANWHILE);
      }
      CommandRun last = CommandRun.of(command());

      assertThat(last.exitCode()).as(last.out() + last.err()).isIn(0, 3);
      List<String> releases = releases();
      assertThat(releases).as("versions").doesNotHaveDuplicates().hasSizeGreaterThan(1);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  ingest.meters().get(Metric.MODEL_RELEASE.meter()).gauge().value()
                      == releases.size());
      send(MEANWHILE);
      assertThat(worker.health().get().live()).isTrue();
      Map<String, Prediction> answers = InvertedDigits.answers(cluster);
      assertThat(IntStream.range(sent - MEANWHILE, sent))
          .extracting(i -> answers.get(InvertedDigits.id(i)).getModelVersion())
          .containsOnly(releases.get(releases.size() - 1));
    }
  }

  /** Sends so many, and sees to it that all that were sent are answered, each once. */
  private void send(int count) throws Exception {
    InvertedDigits.send(cluster.brokers(), sent, sent + count);
    sent += count;
    String predictions = cluster.names().of(Topics.PREDICTIONS);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> cluster.read(predictions).size() >= sent);
    assertThat(InvertedDigits.answers(cluster)).hasSize(sent);
  }

  /** The versions of all releases, oldest first. */
  private List<String> releases() throws Exception {
    List<String> versions = new ArrayList<>();
    cluster
        .json("models", "list", "-D", "model=mnist")
        .forEach(row -> versions.add(row.get("version").asText()));
    return versions;
  }

  private Settings given(String service) {
    return cluster.given("mnist", directory, service).load();
  }

  private String[] command() {
    return cluster.command(
        "retrain",
        "--model",
        "mnist",
        "--last",
        "" + WINDOW,
        "--epochs",
        "4",
        "--lr",
        "0.002",
        "--resume",
        "--work",
        directory.resolve("work").toString(),
        "-D",
        "kafka.session.timeout.ms=3000",
        "-D",
        "kafka.heartbeat.interval.ms=500");
  }

  private static void pause(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    await()
        .atMost(Duration.ofMillis(millis).plusSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> System.nanoTime() >= end);
  }
}
