package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainBenchCommandTest {
  @Test
  void shouldMeasureEachSolverBesideNoAttentionAndSplitTheTime(@TempDir Path directory)
      throws IOException {
    Path json = directory.resolve("rows.json");
    long begin = System.nanoTime();
    CommandRun run =
        CommandRun.of(
            "bench",
            "train",
            "--train",
            "128",
            "--solver",
            "auto,greedy,sa",
            "--sweeps",
            "2",
            "--json",
            json.toString());

    double elapsed = (System.nanoTime() - begin) / 1e9;
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode rows = JsonMapper.builder().build().readTree(json.toFile());
    assertThat(rows)
        .extracting(row -> row.get("training").asText())
        .containsExactly("none", "qaham, auto", "qaham, greedy", "qaham, sa (sweeps 2, reads 1)");
    double measured = 0;
    for (JsonNode row : rows) {
      assertThat(run.out()).contains("| " + row.get("training").asText() + " | 128 |");
      measured += row.get("seconds").asDouble();
      double shares =
          row.get("convolve").asDouble()
              + row.get("attend").asDouble()
              + row.get("learn").asDouble()
              + row.get("rest").asDouble();
      assertThat(shares).isCloseTo(1, within(1e-6));
    }
    assertThat(measured).as("an epoch of each, within the run").isBetween(0.0, elapsed);
    double none = rows.get(0).get("seconds").asDouble();
    assertThat(rows.get(1).get("factor").asDouble())
        .isCloseTo(rows.get(1).get("seconds").asDouble() / none, within(1e-9));
  }

  @Test
  void shouldRefuseToMeasureNothing() {
    CommandRun run = CommandRun.of("bench", "train", "--epochs", "0");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--epochs [0]");
  }
}
