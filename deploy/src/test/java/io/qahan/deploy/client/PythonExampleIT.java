package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.routing.ScatteredCluster;
import io.qahan.schemas.avro.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python example, with the default settings of confluent-kafka. */
class PythonExampleIT {
  private static final Path EXAMPLE = Path.of("examples/python/stream_images.py").toAbsolutePath();
  private static final int IMAGES = 1_000;
  private static final int CLASSES = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path directory;

  @Test
  void shouldStreamImagesAndLabelsFromPython() throws Exception {
    PythonProgram.assumeModule("confluent_kafka");
    PythonProgram.assumeModule("fastavro");
    Path folder = folder();
    try (ServedCluster served = ServedCluster.start(directory.resolve("state"))) {
      ScatteredCluster cluster = served.topics();
      List<String> lines =
          PythonProgram.run(
                  directory,
                  PATIENCE,
                  EXAMPLE,
                  "--bootstrap-servers",
                  cluster.bootstrapServers(),
                  "--timeout",
                  "240",
                  folder.toString())
              .lines()
              .toList();

      JsonNode sums = new ObjectMapper().readTree(lines.get(lines.size() - 1));
      assertThat(sums.get("images").asInt()).isEqualTo(IMAGES);
      assertThat(sums.get("answered").asInt()).isEqualTo(IMAGES);
      assertThat(sums.get("labels").asInt()).isEqualTo(IMAGES);
      assertThat(sums.get("degraded").asInt()).isZero();
      Map<String, Prediction> predictions = cluster.predictions();
      assertThat(predictions).hasSize(IMAGES);
      assertThat(predictions.values()).noneMatch(Prediction::getDegraded);
      Set<String> ids = new HashSet<>(predictions.keySet());
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.trained()).containsAll(ids));
      assertThat(cluster.trained()).hasSize(IMAGES).doesNotHaveDuplicates();
      served.assertNoDeadLetters();
      served.assertEveryServiceIsReady();
    }
  }

  /** Noise in a folder for each class, called by its number. */
  private Path folder() throws IOException {
    Path folder = directory.resolve("noise");
    for (int i = 0; i < IMAGES; i++) {
      Path of = Files.createDirectories(folder.resolve(Integer.toString(i % CLASSES)));
      Files.write(of.resolve(i + ".png"), NoiseImage.png(i));
    }
    return folder;
  }
}
