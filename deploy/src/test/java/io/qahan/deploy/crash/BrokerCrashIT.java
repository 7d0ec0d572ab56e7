package io.qahan.deploy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.BrokerProcess;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerCrashIT {
  private static final int IMAGES = 300;

  @Test
  void shouldGoOnAndLoseNothingWhenTheBrokerIsKilledAndComesBack(
      @TempDir Path records, @TempDir Path state) throws Exception {
    try (BrokerProcess broker = BrokerProcess.on(records)) {
      TestSettings settings = TestSettings.of(broker.bootstrapServers(), state);
      try (RunningService ingest = RunningService.ingest(settings.load());
          RunningService worker = RunningService.worker(settings.load());
          RunningService trainer = RunningService.trainer(settings.load());
          BackgroundStream stream =
              BackgroundStream.start(
                  "broker-crash",
                  settings.load(),
                  new StreamPlan(IMAGES, 60, new LabelTiming.After(Duration.ofMillis(200)), 0))) {
        stream.awaitPredictions(IMAGES / 5);

        broker.kill();
        broker.restart();
        RunSummary summary = stream.await();

        assertThat(summary.predictions()).isEqualTo(IMAGES);
        assertThat(summary.duplicates()).isZero();
        assertThat(summary.deadLetters()).isZero();
        for (RunningService service : new RunningService[] {ingest, worker, trainer}) {
          assertThat(service.health().get().live()).as(service.name()).isTrue();
        }
      }
    }
  }
}
