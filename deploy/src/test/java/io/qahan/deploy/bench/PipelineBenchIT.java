package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineBenchIT {
  @Test
  void shouldMeasureAFreshJvmFullSpeedAndEachRate(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("bench.json");
    Path recording = directory.resolve("bench.jfr");
    CommandRun run =
        CommandRun.of(
            "bench",
            "pipeline",
            "--warm-up",
            "200",
            "--warm-up-limit",
            "250", // the compiler is not quiet by then
            "--images",
            "300",
            "--rate",
            "50,100",
            "--seconds",
            "1",
            "--profile",
            recording.toString(),
            "--json",
            json.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode results = JsonMapper.builder().build().readTree(json.toFile());
    assertThat(results.at("/warmUpImages").asInt()).isEqualTo(250);
    assertThat(results.at("/first/summary/predictions").asInt()).isEqualTo(200);
    assertThat(results.at("/throughput/summary/predictions").asInt()).isEqualTo(300);
    assertThat(results.at("/latency"))
        .extracting(at -> at.get("rate").asInt())
        .containsExactly(50, 100);
    assertThat(results.at("/latency"))
        .extracting(at -> at.at("/summary/predictions").asInt())
        .containsExactly(50, 100);
    assertThat(results.at("/throughput/compilerShare").asDouble()).isBetween(0.0, 1.0).isNotZero();
    checkProfile(results.at("/profile"), results.at("/throughput/cpuMs").asDouble());
    assertThat(run.out()).contains("StreamThread", "broker");
    assertThat(recording).isNotEmptyFile();
  }

  /** It takes a little longer than the run that it is about, or as long to the clock's tick. */
  private static void checkProfile(JsonNode profile, double millis) {
    double sum = 0;
    for (JsonNode row : profile) {
      sum += row.get("millis").asDouble();
    }
    double rounding = 1e-9 * millis; // the rows were divided by the images one by one
    assertThat(sum).isBetween(millis - rounding, 3 * millis);
    assertThat(profile).anyMatch(row -> row.get("stages").has("broker"));
  }
}
