package io.qahan.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.OnPath;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus watches a stream; skipped where there is none on PATH. */
@Timeout(300)
class AlertsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int IMAGES = 400;
  private static final int RATE = 40;

  @TempDir Path directory;

  @Test
  void shouldFireWhenTheWorkersAreKilled() throws Exception {
    Path program = OnPath.orSkip("prometheus");
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      TestSettings settings =
          TestSettings.of(kafka.bootstrapServers(), directory.resolve("streams"))
              .with("ingest.deadline", "2s");
      try (RunningService ingest = RunningService.ingest(settings.load());
          QahanProcess worker = QahanProcess.start(settings.command("worker"));
          PrometheusProcess prometheus =
              PrometheusProcess.start(
                  program,
                  Files.createDirectory(directory.resolve("prometheus")),
                  withoutWaiting(Files.readString(AlertRule.FILE)),
                  Map.of(
                      "qahan-ingest",
                      ingest.httpPort(),
                      "qahan-worker",
                      ExportedMetricsIT.portOf(worker)));
          BackgroundStream stream =
              BackgroundStream.start(
                  "watched",
                  settings.load(),
                  new StreamPlan(IMAGES, RATE, new LabelTiming.Now(), 0))) {
        stream.awaitPredictions(RATE);
        await().atMost(PATIENCE).until(() -> prometheus.query("up == 1").size() == 2);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(prometheus.alerts())
                        .doesNotContainKeys("QahanNoWorkers", "QahanServiceDown"));

        worker.kill();

        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(prometheus.alerts())
                        .containsEntry("QahanNoWorkers", "firing")
                        .containsEntry("QahanServiceDown", "firing")
                        .containsEntry("QahanDegradedShare", "firing"));
        assertThat(stream.await().predictions()).isEqualTo(IMAGES);
      }
    }
  }

  /** The same rules, but a condition need not hold for minutes. */
  private static String withoutWaiting(String rules) {
    return rules.replaceAll("(?m)^(\\s+for): \\w+$", "$1: 1s");
  }
}
