package io.qahan.deploy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.process.OnPath;
import io.qahan.deploy.routing.ScatteredCluster;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the example for kcat: bare files and JSON in, and answers as JSON. */
class KcatIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int EACH = 12;

  @TempDir Path directory;

  @Test
  void shouldTakeFilesAndJsonFromKcat() throws Exception {
    Path kcat = OnPath.orSkip("kcat");
    try (ServedCluster served = ServedCluster.start(directory.resolve("state"))) {
      ScatteredCluster cluster = served.topics();
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
      served.assertNoDeadLetters();
      assertThat(
              CommandRun.of(
                      "predictions",
                      "--json",
                      "--bootstrap-servers",
                      cluster.bootstrapServers(),
                      "-D",
                      CommonSettings.TOPIC_PREFIX.name() + "=" + cluster.names().prefix())
                  .out()
                  .lines())
          .hasSize(EACH)
          .anyMatch(line -> line.contains("\"id\":\"scan-7\",\"predicted\":"));

      Path bad = Files.writeString(directory.resolve("bad.txt"), "scan-0:{\"class\": \"star\"}\n");
      produce(kcat, cluster, Topics.LABELS, "-K", ":", "-l", bad.toString());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(cluster.deadLetters(Topics.LABELS)).hasSize(1));
      served.assertEveryServiceIsReady();
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
    OtherProgram.run(directory, PATIENCE, command);
  }
}
