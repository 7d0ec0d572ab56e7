package io.qahan.deploy.pipeline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessesIT {
  private static final int SIGTERM_EXIT = 143;
  private static final int IMAGES = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void shouldServeImagesThatSendStreamsAndStopGracefully(@TempDir Path state) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      TestSettings settings = TestSettings.of(kafka.bootstrapServers(), state);
      try (QahanProcess ingest = start("ingest", settings);
          QahanProcess worker = start("worker", settings)) {
        CommandRun send =
            CommandRun.of(
                settings.command(
                    "send",
                    "--images",
                    "100",
                    "--rate",
                    "100",
                    "--corrupt",
                    "8",
                    "--label-delay",
                    "100ms",
                    "--split",
                    "test",
                    "--run-id",
                    "sent"));
        assertThat(send.exitCode()).as(send.err()).isZero();
        assertThat(send.out())
            .contains("sent 100/100 images, corrupt 8/8, 100 labels; 208 records acknowledged");

        await()
            .atMost(PATIENCE)
            .until(() -> keys(settings, names -> names.of(Topics.PREDICTIONS)).size() >= IMAGES);
        assertThat(keys(settings, names -> names.of(Topics.PREDICTIONS)))
            .hasSize(IMAGES)
            .doesNotHaveDuplicates()
            .allMatch(id -> id.startsWith("sent-0"));
        await()
            .atMost(PATIENCE)
            .until(() -> keys(settings, names -> names.deadLettersOf(Topics.IMAGES)).size() >= 8);
        assertThat(keys(settings, names -> names.deadLettersOf(Topics.IMAGES)))
            .hasSize(8)
            .allMatch(id -> id.startsWith("sent-corrupt-"));

        assertThat(worker.stop()).isEqualTo(SIGTERM_EXIT);
        assertThat(ingest.stop()).isEqualTo(SIGTERM_EXIT);
        worker.awaitLine("worker stops");
        ingest.awaitLine("ingest stops");
      }
    }
  }

  private static QahanProcess start(String service, TestSettings settings) {
    QahanProcess process = QahanProcess.start(settings.command(service));
    process.awaitLine(service + " is ready: http port");
    return process;
  }

  private interface Naming {
    String of(TopicNames names);
  }

  private static List<String> keys(TestSettings settings, Naming topic) {
    return TopicReader.readAll(
            settings.given().get("bootstrap.servers"), topic.of(TopicNames.from(settings.load())))
        .stream()
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }
}
