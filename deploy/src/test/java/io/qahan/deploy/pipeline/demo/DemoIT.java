package io.qahan.deploy.pipeline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  @TempDir Path directory;

  private JsonNode demo(String... options) throws IOException {
    Path json = directory.resolve("out.json");
    String[] arguments = new String[options.length + 6];
    System.arraycopy(options, 0, arguments, 6, options.length);
    arguments[0] = "demo";
    arguments[1] = "--headless";
    arguments[2] = "--json";
    arguments[3] = json.toString();
    arguments[4] = "-D";
    arguments[5] = "ingest.deadline=60s"; // the machine of a test may be slow

    CommandRun run = CommandRun.of(arguments);

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("live page: http://127.0.0.1:")
        .contains("Kafka, for other commands: --bootstrap-servers ", "images");
    return JsonMapper.builder().build().readTree(json.toFile());
  }

  @Test
  void shouldListenOnThePortOfTheSettingsAndSayWhenItIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          CommandRun.of(
              "demo", "--headless", "--images", "1", "-D", "http.port=" + taken.getLocalPort());

      assertThat(run.exitCode()).isNotZero();
      assertThat(run.err()).contains(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void shouldAnswerEveryImageOnceAndLearnWhileLabelsLag() throws IOException {
    JsonNode summary =
        demo(
            "--images",
            "1500",
            "--rate",
            "200",
            "--label-delay",
            "500ms",
            "--workers",
            "2",
            "--solver",
            "auto");

    assertThat(summary.get("images").asInt()).isEqualTo(1500);
    assertThat(summary.get("predictions").asInt()).isEqualTo(1500);
    assertThat(summary.get("duplicates").asInt()).isZero();
    assertThat(summary.get("deadLetters").asInt()).isZero();
    assertThat(summary.get("degraded").asInt()).isZero();
    assertThat(summary.get("heads").asInt()).isPositive();
    assertThat(summary.get("accuracyLast500").asDouble())
        .isGreaterThan(summary.get("accuracyFirst500").asDouble())
        .isGreaterThan(0.7);
    assertThat(summary.get("latencyMs").get("p99").asDouble()).isPositive();
    assertThat(summary.get("solver").get("solves").asInt()).isEqualTo(1500);
    assertThat(summary.get("solver").get("meanRelativeGap").asDouble()).isBetween(0.0, 1e-6);
    assertThat(summary.get("stageMs").fieldNames())
        .toIterable()
        .contains("decode", "conv", "greedy", "queue", "solve", "classify", "total");
  }

  @Test
  void shouldSetCorruptImagesAsideAndAnswerAllGoodOnes() throws IOException {
    Path kept = directory.resolve("kept");
    demo("--images", "50", "--rate", "0", "--label-delay", "now", "--data-dir", kept.toString());

    JsonNode summary =
        demo(
            "--images",
            "300",
            "--rate",
            "0",
            "--label-delay",
            "now",
            "--corrupt",
            "20",
            "--data-dir",
            kept.toString());

    assertThat(summary.get("predictions").asInt()).isEqualTo(300);
    assertThat(summary.get("duplicates").asInt()).isZero();
    assertThat(summary.get("deadLetters").asInt()).isEqualTo(20);
    assertThat(summary.get("deadLettersByCause")).hasSizeGreaterThanOrEqualTo(5);
  }
}
