package io.qahan.deploy.pipeline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.dwave.config.SecretToken;
import io.qahan.dwave.emulator.FaultFile;
import io.qahan.dwave.emulator.SapiEmulator;
import io.qahan.dwave.graph.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo with a QPU first in the chain, as a user starts it: two processes and a token. */
@Timeout(300)
class DWaveDemoIT {
  private static final int IMAGES = 60;
  private static final int FEW_IMAGES = 15;
  private static final String TOKEN = SecretToken.RIGHT;
  private static final Topology QPU = Topology.parse("zephyr:6");

  @TempDir Path directory;

  private JsonNode demo(int images, String... faults) throws IOException {
    try (QahanProcess emulator =
        QahanProcess.start(
            "sapi-emulator",
            "--qpu",
            "zephyr:6,pegasus:6",
            "--hybrid",
            "--token",
            TOKEN,
            "--faults",
            Files.write(directory.resolve("faults"), List.of(faults)).toString())) {
      return demoAt(emulator.awaitLine("DWAVE_API_ENDPOINT=").split("=", 2)[1], images);
    }
  }

  private JsonNode demoAt(String endpoint, int images) throws IOException {
    Path json = directory.resolve("out.json");
    try (QahanProcess demo =
        QahanProcess.start(
            Map.of("DWAVE_API_ENDPOINT", endpoint, "DWAVE_API_TOKEN", TOKEN),
            "demo",
            "--solver",
            "dwave,sa,greedy",
            "--blocks",
            "7x7",
            "--images",
            Integer.toString(images),
            "--rate",
            "10",
            "--label-delay",
            "now",
            "--headless",
            "--json",
            json.toString(),
            "-D",
            "worker.dwave.reads=20",
            "-D",
            "worker.dwave.budget.file=" + directory.resolve("budget"))) {
      assertThat(demo.awaitExit(Duration.ofMinutes(2))).as(demo.output()).isZero();
      assertThat(demo.output()).doesNotContain(TOKEN);
    }
    return JsonMapper.builder().build().readTree(json.toFile());
  }

  private static void assertAllAnsweredOnce(JsonNode summary, int images) {
    assertThat(summary.get("predictions").asInt()).isEqualTo(images);
    assertThat(summary.get("duplicates").asInt()).isZero();
    assertThat(summary.get("deadLetters").asInt()).isZero();
  }

  @Test
  void shouldAnswerImagesWithMasksFromAQpu() throws IOException {
    JsonNode summary = demo(IMAGES);

    assertAllAnsweredOnce(summary, IMAGES);
    assertThat(summary.get("solver").get("name").asText()).contains("dwave");
  }

  @Test
  void shouldAnswerEveryImageOnceWhateverTheServiceDoes() throws IOException {
    JsonNode summary =
        demo(
            IMAGES,
            "solvers 503 times=1",
            "submit drop-after every=5",
            "submit drop every=7 skip=2",
            "submit 429 retry-after=1 every=6 skip=3",
            "submit 503 every=9 skip=4",
            "poll truncate every=4",
            "poll garbage every=5 skip=1",
            "poll stall seconds=1 every=7",
            "submit new-graph skip=10 times=1",
            "submit offline skip=20 times=1");

    assertAllAnsweredOnce(summary, IMAGES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "solvers 503",
        "solvers 401",
        "submit 429 retry-after=1",
        "submit stall seconds=30",
        "submit offline",
        "answer truncate"
      })
  void shouldAnswerEveryImageOnceAndCountWhyTheQpuDidNotWhile(String fault) throws IOException {
    try (SapiEmulator emulator =
        SapiEmulator.start(
            new SapiEmulator.Options(0, TOKEN, List.of(QPU.fullYield()), false, 1),
            FaultFile.read(Files.writeString(directory.resolve("faults"), fault)))) {
      JsonNode summary = demoAt(emulator.endpoint().toString(), FEW_IMAGES);

      assertAllAnsweredOnce(summary, FEW_IMAGES);
      assertThat(summary.get("fallbacks").get("dwave")).isNotEmpty();
    }
  }
}
