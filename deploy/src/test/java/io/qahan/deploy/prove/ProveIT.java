package io.qahan.deploy.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.process.QahanProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProveIT {
  private static final int IMAGES = 600;
  private static final int CORRUPT = 5;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @Test
  void shouldKeepEveryPromiseThroughSixFaultsAndLeaveNothingBehind(@TempDir Path directory)
      throws IOException {
    Path json = directory.resolve("proof.json");
    Path report = directory.resolve("proof.md");
    List<ProcessHandle> processes;

    try (QahanProcess prove =
        QahanProcess.start( // its processes are made as it is: with the quicker compiler only
            "prove",
            "--brokers=1",
            "--ingest=1",
            "--workers=1",
            "--trainers=1",
            "--partitions=2",
            "--images=" + IMAGES,
            "--corrupt=" + CORRUPT,
            "--rate=50",
            "--label-delay=200ms",
            "--faults=kill,stop,broker,partition,clock,disk",
            "--faults-count=6",
            "--longest=2s",
            "--seed=19",
            "-D",
            "kafka.session.timeout.ms=6000",
            "--json=" + json,
            "--report=" + report)) {
      ProcessHandle handle = ProcessHandle.of(prove.pid()).orElseThrow();
      await().atMost(LIMIT).until(() -> handle.descendants().count() >= 4);
      processes = handle.descendants().toList();

      assertThat(prove.awaitExit(LIMIT)).as(prove.output()).isZero();
      assertThat(prove.output()).contains("fault 6 of 6", "Every promise was kept.");
    }

    JsonNode result = JsonMapper.builder().build().readTree(json.toFile());
    assertThat(result.at("/faults")).hasSize(6);
    assertThat(result.at("/verdict/images/accepted").asInt()).isEqualTo(IMAGES + CORRUPT);
    assertThat(result.at("/verdict/images/answered").asInt()).isEqualTo(IMAGES);
    assertThat(result.at("/verdict/images/deadLettered").asInt()).isEqualTo(CORRUPT);
    // A correction that overtakes its image makes no example of its own.
    assertThat(result.at("/verdict/training/labels").asInt()).isGreaterThan(IMAGES);
    assertThat(result.at("/verdict/training/examples").asInt()).isGreaterThanOrEqualTo(IMAGES);
    assertThat(result.at("/verdict/training/trained"))
        .isEqualTo(result.at("/verdict/training/examples"));
    assertThat(result.at("/verdict/heads/published").asInt()).isPositive();
    assertThat(Files.readString(report)).contains("# Proof: 6 faults", "## Every fault");
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
  }
}
