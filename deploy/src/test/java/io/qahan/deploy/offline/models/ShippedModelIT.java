package io.qahan.deploy.offline.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.ingest.conv.ConvWeightFile;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model file that ships: the paper's network on MNIST with its trained head. */
class ShippedModelIT {
  private static final Path FILE = Path.of("models/mnist.qahan");

  @TempDir Path directory;

  @Test
  void shouldBeOfTheConvStackThatShips() {
    StoredModel model = ModelFile.read(FILE);
    assertThat(model.name()).isEqualTo("mnist");
    assertThat(model.features().version())
        .isEqualTo(ConvWeightFile.readResource("io/qahan/ingest/conv/mnist.safetensors").version());
    assertThat(model.scores().orElseThrow().images()).isEqualTo(10_000);
    assertThat(model.scores().orElseThrow().accuracy()).isGreaterThan(0.98);
  }

  @Test
  void shouldAnswerTheFirstFiveHundredTestImagesWithItsTrainedHead() throws Exception {
    Path json = directory.resolve("out.json");
    CommandRun run =
        CommandRun.of(
            "demo",
            "--headless",
            "--model",
            FILE.toString(),
            "--split",
            "test",
            "--images",
            "500",
            "--label-delay",
            "none",
            "--json",
            json.toString(),
            "-D",
            "ingest.deadline=60s"); // the machine of a test may be slow
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("streaming the test images of sample, of which there are 1,000");
    JsonNode summary = JsonMapper.builder().build().readTree(json.toFile());
    assertThat(summary.get("predictions").asInt()).isEqualTo(500);
    assertThat(summary.get("accuracyFirst500").asDouble()).isGreaterThanOrEqualTo(0.98);
    assertThat(summary.get("heads").asInt()).isZero(); // head 0 alone answered
  }
}
