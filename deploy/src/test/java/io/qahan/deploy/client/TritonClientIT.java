package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.routing.ScatteredCluster;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Open Inference Protocol as NVIDIA's own client speaks it. */
class TritonClientIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path directory;

  @Test
  void shouldAnswerTritonsHttpClient() throws Exception {
    PythonProgram.assumeModule("tritonclient.http");
    Path script = directory.resolve("triton.py");
    try (var resource = TritonClientIT.class.getResourceAsStream("triton.py")) {
      Files.write(script, resource.readAllBytes());
    }
    try (ScatteredCluster cluster = ScatteredCluster.start(directory.resolve("state"));
        RunningService ingest = RunningService.ingest(cluster.settings());
        RunningService worker = RunningService.worker(cluster.settings())) {
      List<String> ids =
          PythonProgram.run(
                  directory,
                  PATIENCE,
                  script,
                  "127.0.0.1:" + ingest.httpPort(),
                  image(1).toString(),
                  image(2).toString())
              .lines()
              .toList();

      assertThat(ids).hasSize(4); // the bad image has an id, and no answer
      assertThat(cluster.predictions()).containsKeys(ids.get(0), ids.get(1), ids.get(3));
      assertThat(cluster.predictions()).doesNotContainKey(ids.get(2));
      assertThat(worker.health().get().ready()).isTrue();
      for (Topic<?> topic : Topics.all()) {
        assertThat(cluster.deadLetters(topic)).as(topic.base()).isEmpty();
      }
    }
  }

  private Path image(int seed) throws IOException {
    ImageShape shape = new ImageShape(1, 28, 28);
    byte[] pixels = new byte[shape.size()];
    new Random(seed).nextBytes(pixels);
    return Files.write(
        directory.resolve(seed + ".png"), ImageEncoder.png(PixelImage.of(shape, pixels)).content());
  }
}
