package io.qahan.deploy.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.qubo.MaskProblem;
import io.qahan.qubo.Objective;
import io.qahan.qubo.QahamFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SolveCommandTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    float[] blocks = {5, 1, 4, 0, 3, 0};
    file = directory.resolve("small.qaham");
    new QahamFile(MaskProblem.of(blocks, 6, 1, Objective.SALIENT, 1, 1, 3), 0, 0).write(file);
  }

  @Test
  void shouldPrintTheOptimumOfASmallProblem() throws IOException {
    CommandRun run = CommandRun.of("solve", file.toString(), "--solver", "exact", "--json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode solved = JsonMapper.builder().build().readTree(run.out());
    assertThat(solved.get("kept").toString()).isEqualTo("[0,2,4]");
    // mu = 1 / (k max |B_a|^2) = 1/75, so E = -(5 + 4 + 3)^2 / 75
    assertThat(solved.get("energy").asDouble()).isCloseTo(-144 / 75.0, within(1e-9));
    assertThat(solved.get("relativeGap").asDouble()).isZero();
  }

  @Test
  void shouldSayWhatIsWrongWithAFile() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

    CommandRun cut = CommandRun.of("solve", file.toString());
    CommandRun missing = CommandRun.of("solve", directory.resolve("none").toString());
    CommandRun unknown = CommandRun.of("solve", file.toString(), "--solver", "oracle");

    assertThat(cut.exitCode()).isEqualTo(1);
    assertThat(cut.err()).contains("small.qaham").doesNotContain("\tat ");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err()).contains("no file");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("oracle").contains("exact");
  }
}
