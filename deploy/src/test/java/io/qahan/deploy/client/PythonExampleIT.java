package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.routing.ScatteredCluster;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    try (ScatteredCluster cluster = ScatteredCluster.start(directory.resolve("state"));
        RunningService ingest = RunningService.ingest(cluster.settings());
        RunningService worker = RunningService.worker(cluster.settings());
        RunningService trainer = RunningService.trainer(cluster.settings())) {
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
      for (Topic<?> topic : Topics.all()) {
        assertThat(cluster.deadLetters(topic)).as(topic.base()).isEmpty();
      }
      for (RunningService service : List.of(ingest, worker, trainer)) {
        assertThat(service.health().get().ready()).as(service.name()).isTrue();
      }
    }
  }

  /** Noise in a folder for each class, called by its number. */
  private Path folder() throws IOException {
    ImageShape shape = new ImageShape(1, 28, 28);
    Random random = new Random(1);
    Path folder = directory.resolve("noise");
    for (int i = 0; i < IMAGES; i++) {
      byte[] pixels = new byte[shape.size()];
      random.nextBytes(pixels);
      Path of = Files.createDirectories(folder.resolve(Integer.toString(i % CLASSES)));
      Files.write(of.resolve(i + ".png"), ImageEncoder.png(PixelImage.of(shape, pixels)).content());
    }
    return folder;
  }
}
