package io.qahan.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.manifest.YamlFile;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.dwave.config.SecretToken;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What dashboards and alerts read is there: every service runs, with a QPU first in the chain. */
@Timeout(300)
class ExportedMetricsIT {
  private static final String TOKEN = SecretToken.RIGHT;
  private static final int IMAGES = 120;
  private static final int CORRUPT = 5;

  @Test
  void shouldExportEveryMetricThatADashboardAnAlertOrAScalerNames(@TempDir Path state)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary();
        QahanProcess emulator =
            QahanProcess.start("sapi-emulator", "--qpu", "zephyr:6", "--token", TOKEN)) {
      TestSettings settings =
          TestSettings.of(kafka.bootstrapServers(), state)
              .with("ingest.blocks", "7x7")
              .with("worker.solvers", "dwave,sa,greedy")
              .with("worker.dwave.reads", "20")
              .with("worker.dwave.in.flight", "1") // the rest is for the next solver
              .with("worker.dwave.budget.file", state.resolve("budget").toString());
      String endpoint = emulator.awaitLine("DWAVE_API_ENDPOINT=").split("=", 2)[1];
      Settings loaded = settings.load();
      try (RunningService ingest = RunningService.ingest(loaded);
          RunningService trainer = RunningService.trainer(loaded);
          QahanProcess worker =
              QahanProcess.start(
                  Map.of("DWAVE_API_ENDPOINT", endpoint, "DWAVE_API_TOKEN", TOKEN),
                  settings.command("worker"))) {
        int workerPort = portOf(worker);
        stream(loaded);

        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(exported(ingest.httpPort(), trainer.httpPort(), workerPort))
                        .containsAll(named()));
      }
    }
  }

  private static void stream(Settings settings) throws InterruptedException {
    StreamPlan plan = new StreamPlan(IMAGES, 60, new LabelTiming.Now(), CORRUPT);
    try (BackgroundStream stream = BackgroundStream.start("measured", settings, plan)) {
      RunSummary summary = stream.await();
      assertThat(summary.predictions()).isEqualTo(IMAGES);
    }
  }

  static int portOf(QahanProcess worker) {
    String announcement = "http port ";
    String line = worker.awaitLine(announcement);
    return Integer.parseInt(
        line.substring(line.indexOf(announcement) + announcement.length()).trim());
  }

  private static Set<String> exported(int... ports) throws IOException, InterruptedException {
    Set<String> names = new TreeSet<>(Set.of("up")); // Prometheus's own
    for (int port : ports) {
      names.addAll(Scrape.names(port));
    }
    return names;
  }

  private static Set<String> named() throws IOException {
    Set<String> names = new TreeSet<>();
    for (AlertRule rule : AlertRule.read()) {
      names.addAll(PromQl.metricsOf(rule.expression()));
    }
    for (DashboardPanel panel : DashboardPanel.readAll()) {
      panel.queries().forEach(query -> names.addAll(PromQl.metricsOf(query.expression())));
    }
    DashboardPanel.annotations().forEach(query -> names.addAll(PromQl.metricsOf(query)));
    for (JsonNode scaled : YamlFile.readAll(Path.of("kubernetes", "scaling.yaml"))) {
      scaled.findValuesAsText("query").forEach(query -> names.addAll(PromQl.metricsOf(query)));
    }
    assertThat(names).hasSizeGreaterThan(30);
    return names;
  }
}
