package io.qahan.deploy.bench;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleBenchIT {
  private static final String DIRECTORY = "qahan-kafka-scale-";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final List<String> KINDS = List.of("broker", "ingest", "worker", "trainer");

  @Test
  void shouldMeasureProcessesAndLeaveNothingBehind(@TempDir Path directory) throws IOException {
    List<Path> before = directories();
    Path json = directory.resolve("scale.json");
    List<ProcessHandle> processes;

    try (QahanProcess bench =
        QahanProcess.start( // its processes are made as it is: with the quicker compiler only
            "bench",
            "scale",
            "--ingest=1",
            "--workers=1",
            "--partitions=2",
            "--brokers=1",
            "--rate=50",
            "--warm-up=50",
            "--settle=1",
            "--seconds=2",
            "--repeats=1",
            "--rest=1",
            "--label-delay=now",
            "-D",
            "ingest.deadline=60s",
            "--json",
            json.toString())) {
      ProcessHandle handle = ProcessHandle.of(bench.pid()).orElseThrow();
      await().atMost(LIMIT).until(() -> handle.descendants().count() >= KINDS.size());
      processes = handle.descendants().toList();

      assertThat(bench.awaitExit(LIMIT)).as(bench.output()).isZero();
      assertThat(bench.output()).contains("| 1 | 1 | 2 | 1 | 50 |", "| `qahan.images.v1` |");
    }

    JsonNode row = JsonMapper.builder().build().readTree(json.toFile()).at("/sizes/0");
    assertThat(row.at("/size/partitions").asInt()).isEqualTo(2);
    assertThat(row.at("/repeats/0/answered").asInt()).isEqualTo(100);
    assertThat(row.at("/repeats/0/duplicates").asInt()).isZero();
    for (String kind : KINDS) {
      assertThat(row.at("/repeats/0/cpuMs/" + kind).asDouble()).as(kind).isBetween(0.1, 1_000.0);
      assertThat(row.at("/residentMiB/" + kind).asInt()).as(kind).isBetween(50, 4_000);
    }
    assertThat(row.at("/bytesPerImage/qahan.predictions.v1").asDouble()).isBetween(50.0, 5_000.0);
    assertThat(processes).hasSize(KINDS.size()).noneMatch(ProcessHandle::isAlive);
    assertThat(directories()).isSubsetOf(before);
  }

  @Test
  void shouldLeaveNoProcessBehindWhenItIsKilled() {
    try (QahanProcess bench = QahanProcess.start("bench", "scale", "--brokers=1", "--rest=0")) {
      ProcessHandle handle = ProcessHandle.of(bench.pid()).orElseThrow();
      await().atMost(LIMIT).until(() -> handle.descendants().findAny().isPresent());
      List<ProcessHandle> processes = handle.descendants().toList();

      bench.kill();

      await().atMost(LIMIT).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  private static List<Path> directories() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().startsWith(DIRECTORY)).toList();
    }
  }
}
