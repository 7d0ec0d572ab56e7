package io.qahan.deploy.solve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code solve --solver dwave} as a user calls it: by the environment and {@code dwave.conf}. */
@Timeout(180)
class DWaveSolveIT {
  private static final String TOKEN = SecretToken.RIGHT;

  @TempDir Path directory;
  private Path problem;
  private Path config;

  @BeforeEach
  void write() throws IOException {
    problem =
        Files.writeString(
            directory.resolve("a.qubo"), "p qubo 0 3 2 2\n0 0 -1\n2 2 -2\n0 1 -4\n1 2 3\n");
    config =
        Files.writeString(directory.resolve("dwave.conf"), "[defaults]\nregion = eu-central-1\n");
  }

  private QahanProcess solve(Map<String, String> environment, String... more) {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {"solve", "--problem", problem.toString(), "--solver", "dwave"},
        0,
        arguments,
        0,
        5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return QahanProcess.start(environment, arguments);
  }

  @Test
  void shouldSolveAFileWithTheSolverThatTheEnvironmentNames() throws IOException {
    try (SapiEmulator emulator =
            SapiEmulator.start(
                new SapiEmulator.Options(
                    0, TOKEN, List.of(Topology.parse("zephyr:2").fullYield()), true, 2));
        QahanProcess process =
            solve(
                Map.of(
                    "DWAVE_CONFIG_FILE",
                    config.toString(),
                    "DWAVE_API_ENDPOINT",
                    emulator.endpoint().toString(),
                    "DWAVE_API_TOKEN",
                    TOKEN,
                    "DWAVE_API_SOLVER",
                    "{\"qpu\": true}"),
                "--json",
                "--reads",
                "20")) {
      assertThat(process.awaitExit(Duration.ofMinutes(1))).as(process.output()).isZero();

      JsonNode solved = JsonMapper.builder().build().readTree(process.awaitLine("\"energy\""));
      assertThat(solved.get("state").asText()).isEqualTo("110");
      assertThat(solved.get("energy").asDouble()).isEqualTo(-5);
      assertThat(solved.get("dwave").get("calls").asInt()).isEqualTo(1);
      assertThat(process.output()).doesNotContain(TOKEN);
    }
  }

  @Test
  void shouldSayThatThereIsNoToken() {
    try (QahanProcess process =
        solve(Map.of("DWAVE_CONFIG_FILE", config.toString(), "DWAVE_API_TOKEN", ""))) {
      assertThat(process.awaitExit(Duration.ofMinutes(1))).isEqualTo(2);
      assertThat(process.output()).contains("DWAVE_API_TOKEN").doesNotContain("\tat ");
    }
  }
}
