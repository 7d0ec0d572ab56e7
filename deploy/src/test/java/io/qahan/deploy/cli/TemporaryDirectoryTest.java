package io.qahan.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
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
}
