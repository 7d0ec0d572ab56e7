package io.qahan.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.OnPath;
import io.qahan.deploy.routing.ScatteredCluster;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the example for kcat: bare files and JSON. */
class KcatIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int EACH = 12;

  @TempDir Path directory;

  @Test
  void shouldTakeFilesAndJsonFromKcat() throws Exception {
    Path kcat = OnPath.orSkip("kcat");
    try (ScatteredCluster cluster = ScatteredCluster.start(directory.resolve("state"));
        RunningService ingest = RunningService.ingest(cluster.settings());
        RunningService worker = RunningService.worker(cluster.settings());
        RunningService trainer = RunningService.trainer(cluster.settings())) {
      List<String> ids = new ArrayList<>();
      StringBuilder labels = new StringBuilder();
      for (int i = 0; i < EACH; i++) {
        String id = "scan-" + i;
        ids.add(id);
        produce(kcat, cluster, Topics.IMAGES, "-k", id, "docs/digit.png");
        labels.append(id).append(":{\"class\": ").append(i % 10).append(", \"by\": \"eva\"}\n");
      }
      Path lines = Files.writeString(directory.resolve("labels.txt"), labels, UTF_8);
      produce(kcat, cluster, Topics.LABELS, "-K", ":", "-l", lines.toString());

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(cluster.predictions()).containsOnlyKeys(ids.toArray(String[]::new)));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(cluster.trained()).containsExactlyInAnyOrderElementsOf(ids));
      for (Topic<?> topic : Topics.all()) {
        assertThat(cluster.deadLetters(topic)).as(topic.base()).isEmpty();
      }

      Path bad = Files.writeString(directory.resolve("bad.txt"), "scan-0:{\"class\": \"star\"}\n");
      produce(kcat, cluster, Topics.LABELS, "-K", ":", "-l", bad.toString());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(cluster.deadLetters(Topics.LABELS)).hasSize(1));
      for (RunningService service : List.of(ingest, worker, trainer)) {
        assertThat(service.health().get().ready()).as(service.name()).isTrue();
      }
    }
  }

  private void produce(Path kcat, ScatteredCluster cluster, Topic<?> topic, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                kcat.toString(),
                "-P",
                "-b",
                cluster.bootstrapServers(),
                "-t",
                cluster.names().of(topic)));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "kcat", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }
}
