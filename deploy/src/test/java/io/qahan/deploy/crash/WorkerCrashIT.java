package io.qahan.deploy.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerCrashIT {
  private static final int IMAGES = 300;

  @ParameterizedTest
  @ValueSource(strings = {"consumer-group", "share-group"})
  void shouldLoseNoImageAndAnswerNoneTwiceWhenAWorkerIsKilledInMidStream(
      String source, @TempDir Path state) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      TestSettings any =
          TestSettings.of(kafka.bootstrapServers(), state).with("worker.source", source);
      TestSettings settings = source.equals("consumer-group") ? any.noticingTheDeadSoon() : any;
      try (RunningService ingest = RunningService.ingest(settings.load());
          QahanProcess first = worker(settings);
          BackgroundStream stream =
              BackgroundStream.start(
                  "worker-crash",
                  settings.load(),
                  new StreamPlan(IMAGES, 60, new LabelTiming.None(), 0))) {
        stream.awaitPredictions(IMAGES / 5);

        first.kill();
        try (QahanProcess second = worker(settings)) {
          RunSummary summary = stream.await();

          assertThat(second.isAlive()).isTrue();
          assertThat(summary.predictions()).isEqualTo(IMAGES);
          assertThat(summary.duplicates()).isZero();
          assertThat(summary.deadLetters()).isZero();
          assertThat(summary.degraded()).isZero();
        }
        assertThat(ingest.health().get().live()).isTrue();
      }
    }
  }

  private static QahanProcess worker(TestSettings settings) {
    QahanProcess process = QahanProcess.start(settings.command("worker"));
    process.awaitLine("worker is ready");
    return process;
  }
}
