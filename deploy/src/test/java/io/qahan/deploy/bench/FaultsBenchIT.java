package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short version of what the whole list of faults takes an hour for. */
@Timeout(600)
class FaultsBenchIT {
  private static final int IMAGES = 15;

  @TempDir Path directory;

  @Test
  void shouldFindEachImageAnsweredOnceWithMasksSentTogetherOverALineThatGoesDead()
      throws IOException {
    Path lines = Files.write(directory.resolve("lines"), List.of("submit drop-after"));
    Path json = directory.resolve("rows.json");

    CommandRun run =
        CommandRun.of(
            "bench",
            "faults",
            "--images",
            Integer.toString(IMAGES),
            "--lines",
            lines.toString(),
            "-D",
            "worker.dwave.together=10",
            "-D",
            "worker.dwave.reads=10",
            "--json",
            json.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("| `submit drop-after` | 15 | 0 | 0 |")
        .contains("1 runs of 15 images: each image answered once in every one.");
    JsonNode row = JsonMapper.builder().build().readTree(json.toFile()).get(0);
    assertThat(row.get("fault").asText()).isEqualTo("submit drop-after");
    assertThat(row.get("exitCode").asInt()).isZero();
  }
}
