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
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestCrashIT {
  private static final int IMAGES = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than the images need to be solved, and shorter than a transaction may last. */
  private static final String SELDOM = "9000";

  /** So long that its transaction does not end by itself while the test lasts. */
  private static final String FOR_LONG = "600000";

  @Test
  void shouldAnswerEachImageOnceWhenTheTransactionOfItsSolvedRequestIsAborted(@TempDir Path state)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      TestSettings settings =
          TestSettings.of(kafka.bootstrapServers(), state).noticingTheDeadSoon();
      try (RunningService worker = RunningService.worker(settings.load());
          QahanProcess first =
              ingest(
                  settings
                      .with("streams.commit.interval.ms", SELDOM)
                      .with("streams.producer.transaction.timeout.ms", FOR_LONG));
          BackgroundStream stream =
              BackgroundStream.start(
                  "ingest-crash",
                  settings.load(),
                  new StreamPlan(IMAGES, 50, new LabelTiming.None(), 0))) {
        await().atMost(PATIENCE).until(() -> solved(settings.load()) >= IMAGES / 4);

        first.kill();
        try (RunningService second = RunningService.ingest(settings.load())) {
          RunSummary summary = stream.await();

          assertThat(summary.predictions()).isEqualTo(IMAGES);
          assertThat(summary.duplicates()).isZero();
          assertThat(summary.deadLetters()).isZero();
          assertThat(summary.degraded()).isZero();
          // What was solved for the first was read again, and answered nothing.
          assertThat(Metric.INGEST_LATE_RESULTS.counter(second.meters()).count()).isPositive();
          assertThat(solved(settings.load())).isGreaterThan(IMAGES);
        }
        assertThat(worker.health().get().live()).isTrue();
      }
    }
  }

  private static int solved(Settings settings) {
    String results = TopicNames.from(settings).of(Topics.MASK_RESULTS);
    return TopicReader.readAll(settings.get(CommonSettings.BOOTSTRAP_SERVERS), results).size();
  }

  private static QahanProcess ingest(TestSettings settings) {
    QahanProcess process = QahanProcess.start(settings.command("ingest"));
    process.awaitLine("ingest is ready");
    return process;
  }
}
