package io.qahan.ingest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path directory;

  @Test
  void shouldReplaceAFileAndLeaveNothingBeside() throws Exception {
    Path file = directory.resolve("a.txt");
    WholeFile.write(file, "a long first text");
    WholeFile.write(file, "né");
    assertThat(file).hasContent("né");
    assertThat(directory)
        .isDirectoryContaining(file::equals)
        .isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void shouldReplaceWhatACrashLeftHalfWritten() throws Exception {
    Path file = directory.resolve("a.txt");
    Files.writeString(
        directory.resolve("a.txt.tmp"), "half of a long text that was never finished");
    WholeFile.write(file, "whole");
    assertThat(file).hasContent("whole");
  }

  @Test
  void shouldLeaveEverythingAsItWasIfItCannotReplace() throws Exception {
    Path inTheWay = Files.createDirectories(directory.resolve("a.txt"));
    Files.writeString(inTheWay.resolve("b"), "kept");
    assertThatThrownBy(() -> WholeFile.write(inTheWay, "new")).isInstanceOf(IOException.class);
    assertThat(inTheWay.resolve("b")).hasContent("kept");
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }
}
