package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
    try (ServedCluster served = ServedCluster.start(directory.resolve("state"))) {
      List<String> ids =
          PythonProgram.run(
                  directory,
                  PATIENCE,
                  script,
                  served.hostAndPort(),
                  image(1).toString(),
                  image(2).toString())
              .lines()
              .toList();

      assertThat(ids).hasSize(4); // the bad image has an id, and no answer
      assertThat(served.topics().predictions()).containsKeys(ids.get(0), ids.get(1), ids.get(3));
      assertThat(served.topics().predictions()).doesNotContainKey(ids.get(2));
      served.assertNoDeadLetters();
      served.assertEveryServiceIsReady();
    }
  }

  private Path image(int seed) throws IOException {
    return Files.write(directory.resolve(seed + ".png"), NoiseImage.png(seed));
  }
}
