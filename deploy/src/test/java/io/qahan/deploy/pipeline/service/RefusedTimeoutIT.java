package io.qahan.deploy.pipeline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.stream.TestSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session timeout beyond what the brokers allow: no service waits for that to mend itself. */
@Timeout(120)
class RefusedTimeoutIT {
  private static final String BEYOND = "3600000"; // group.max.session.timeout.ms is half an hour

  private static EmbeddedKafka kafka;

  @TempDir Path state;

  @BeforeAll
  static void start() throws IOException {
    kafka = EmbeddedKafka.temporary();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldNotStartIngest() {
    assertThatThrownBy(() -> RunningService.ingest(settings().load()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("session timeout", "kafka.session.timeout.ms");
  }

  @Test
  void shouldSayThatTheWorkerCannotGoOn() throws InterruptedException {
    try (RunningService worker = RunningService.worker(settings().load())) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !worker.health().get().live());
      assertThat(worker.health().get().detail())
          .contains("session timeout", "kafka.session.timeout.ms");
    }
  }

  @Test
  void shouldNotStartTheTrainer() {
    assertThatThrownBy(() -> RunningService.trainer(settings().load()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("session timeout", "kafka.session.timeout.ms");
  }

  private TestSettings settings() {
    return TestSettings.of(kafka.bootstrapServers(), state)
        .with("kafka.session.timeout.ms", BEYOND)
        .with("streams.main.consumer.session.timeout.ms", BEYOND);
  }
}
