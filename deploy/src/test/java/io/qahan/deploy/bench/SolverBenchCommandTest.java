package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.mask.SolveOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SolverBenchCommandTest {
  private static CommandRun bench(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("bench", "solver", "--seeds", "3", "--warm-up", "1ms"));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void shouldPrintARowForEachInstanceAndSolverAndWriteTheSameAsJson(@TempDir Path directory)
      throws IOException {
    Path json = directory.resolve("rows.json");
    CommandRun run =
        bench("--instances", "lit_*_n49_d64", "--solver", "auto,tabu", "--json", json.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> table = run.out().lines().filter(line -> line.startsWith("| ")).toList();
    assertThat(table).hasSize(2 + 4);
    assertThat(table.get(2)).contains("lit_relu_n49_d64", "3/3", "dwave-greedy", "0.00366");
    JsonNode results = JsonMapper.builder().build().readTree(json.toFile());
    assertThat(results.get("seeds").asInt()).isEqualTo(3);
    assertThat(results.get("rows")).hasSize(4);
    for (JsonNode row : results.get("rows")) {
      assertThat(row.get("found").asInt()).isEqualTo(3);
      assertThat(row.get("tts99Ms").asDouble()).isPositive();
      assertThat(row.get("p50Ms").asDouble()).isLessThanOrEqualTo(row.get("tts99Ms").asDouble());
      assertThat(row.get("bestKnownEnergy").asDouble()).isEqualTo(16);
      assertThat(row.get("peerRatio").asDouble())
          .isEqualTo(row.get("bestPeerMs").asDouble() / row.get("tts99Ms").asDouble());
    }
  }

  @Test
  void shouldSayThatGreedyNeverFindsTheOptimumAndHowFarItStays(@TempDir Path directory)
      throws IOException {
    Path json = directory.resolve("rows.json");
    BenchmarkInstance instance = BenchmarkInstances.of("sal_gauss_n3136_d1").get(0);
    double greedy =
        Solvers.forMasks("greedy").solve(instance.problem(), SolveOptions.ofSeed(0)).energy();

    CommandRun run =
        bench("--instances", instance.name(), "--solver", "greedy", "--json", json.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(" 0/3 ", "never", "missed", "0 of 1 goals hit");
    JsonNode row = JsonMapper.builder().build().readTree(json.toFile()).get("rows").get(0);
    assertThat(row.get("worstGap").asDouble()).isEqualTo(instance.gap(greedy)).isPositive();
    assertThat(row.get("tts99Ms").isNull()).isTrue();
  }

  @Test
  void shouldLeaveOutWhatASolverDoesNotTake() {
    CommandRun run = bench("--instances", "lit_relu_n{49,784}_*", "--solver", "exact,greedy");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("greedy").doesNotContain("exact");
    assertThat(run.err()).contains("no row for [lit_relu_n784_d4]", "exact does not solve");
  }

  @Test
  void shouldSayWhatIsWrongWithAnOption() {
    assertFailed("[sal_none] is no directory", "--instances", "sal_none");
    assertFailed("[oracle]", "--solver", "auto,oracle");
    assertFailed("--seeds [0]", "--seeds", "0");
    assertFailed("--time-limit [soon]", "--time-limit", "soon");
    assertFailed("--warm-up [-1s]", "--warm-up", "-1s");
  }

  private static void assertFailed(String message, String... options) {
    List<String> arguments = new ArrayList<>(List.of("bench", "solver"));
    arguments.addAll(List.of(options));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
  }
}
