package io.qahan.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path directory;

  @Test
  void shouldTakeOneWithRoomWhoseFilesMayBeExecutedAndLeaveNothingThere() throws IOException {
    assertThat(TemporaryDirectory.fault(directory, 1)).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void shouldSayWhatAnotherLacks() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThat(TemporaryDirectory.fault(directory, Long.MAX_VALUE).orElseThrow())
        .contains("[" + directory + "]")
        .contains("MiB left");
    assertThat(TemporaryDirectory.fault(directory.resolve("none"), 1).orElseThrow())
        .contains("none");
    assertThat(TemporaryDirectory.fault(file, 1).orElseThrow()).contains("cannot be used");
  }

  @Test
  void shouldDeleteOldLibrariesOfKilledProcessesAndNothingElse() throws IOException {
    List<String> left =
        List.of(
            "librocksdbjni10284164982049482453.so",
            "liblz4-java-10058742168603391383.so",
            "liblz4-java-10058742168603391383.so.lck",
            "libzstd-jni-1.5.6-10123456789.so");
    List<String> others = List.of("librocksdbjni.so", "libssl3.so", "librocksdbjni7.txt", "data");
    for (String name : left) {
      age(name);
    }
    for (String name : others) {
      age(name);
    }
    Files.createFile(directory.resolve("librocksdbjni77.so")); // its JVM may not have loaded it yet

    TemporaryDirectory.deleteAbandoned(directory, NOON.plusSeconds(1));

    try (Stream<Path> stay = Files.list(directory)) {
      assertThat(stay.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "librocksdbjni.so", "libssl3.so", "librocksdbjni7.txt", "data", "librocksdbjni77.so");
    }
  }

  private void age(String name) throws IOException {
    Files.setLastModifiedTime(Files.createFile(directory.resolve(name)), FileTime.from(NOON));
  }
}
