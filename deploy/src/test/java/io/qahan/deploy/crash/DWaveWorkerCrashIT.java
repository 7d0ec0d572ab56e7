package io.qahan.deploy.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker that dies after it has submitted problems. */
@Timeout(240)
class DWaveWorkerCrashIT {
  private static final int IMAGES = 6;
  private static final String TOKEN = SecretToken.RIGHT;

  /** So many that a problem takes the emulator a second or more. */
  private static final String READS = "3000";

  @TempDir Path directory;

  @Test
  void shouldFindWhatAKilledWorkerSubmittedAndPayForNothingTwice() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary();
        SapiEmulator emulator =
            SapiEmulator.start(
                new SapiEmulator.Options(
                    0, TOKEN, List.of(Topology.parse("zephyr:4").fullYield()), false, 1))) {
      TestSettings settings =
          TestSettings.of(kafka.bootstrapServers(), directory)
              .with("ingest.blocks", "7x7")
              .with("worker.solvers", "dwave,greedy")
              .with("worker.remote.budget", "50s")
              .with("worker.dwave.reads", READS)
              .with("worker.dwave.budget.file", directory.resolve("budget").toString());
      try (RunningService ingest = RunningService.ingest(settings.load());
          QahanProcess first = worker(settings, emulator);
          BackgroundStream stream =
              BackgroundStream.start(
                  "dwave-crash",
                  settings.load(),
                  new StreamPlan(IMAGES, 60, new LabelTiming.None(), 0))) {
        await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofMinutes(1))
            .until(() -> emulator.problemsTaken() >= 2);

        first.kill();
        int takenByTheFirst = emulator.problemsTaken();
        try (QahanProcess second = worker(settings, emulator)) {
          RunSummary summary = stream.await();

          assertThat(summary.predictions()).isEqualTo(IMAGES);
          assertThat(summary.duplicates()).isZero();
          assertThat(summary.degraded()).as(second.output()).isZero();
          assertThat(takenByTheFirst).isGreaterThanOrEqualTo(2);
          // every image's problem once: those of the first worker were found, not sent again
          assertThat(emulator.problemsTaken()).isEqualTo(IMAGES);
        }
        assertThat(ingest.health().get().live()).isTrue();
      }
    }
  }

  private static QahanProcess worker(TestSettings settings, SapiEmulator emulator) {
    QahanProcess process =
        QahanProcess.start(
            Map.of("DWAVE_API_ENDPOINT", emulator.endpoint().toString(), "DWAVE_API_TOKEN", TOKEN),
            settings.command("worker"));
    process.awaitLine("worker is ready");
    return process;
  }
}
