package io.qahan.qubo.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        .isDirectoryNotContaining("glob:**" + WholeFile.UNFINISHED);
  }

  @Test
  void shouldNotMindWhatACrashLeftHalfWritten() throws Exception {
    Path file = directory.resolve("a.txt");
    Files.writeString(
        directory.resolve("a.txt" + WholeFile.UNFINISHED), "half of a long text, never finished");
    WholeFile.write(file, "whole");
    assertThat(file).hasContent("whole");
  }

  @Test
  void shouldBeWholeAtAnyTimeWhileSeveralWriteIt() throws Exception {
    Path file = directory.resolve("a.txt");
    List<String> texts = List.of("a".repeat(100_000), "b".repeat(50_000));
    WholeFile.write(file, texts.get(0));
    ExecutorService writers = Executors.newFixedThreadPool(texts.size());
    try {
      List<Future<?>> writing = new ArrayList<>();
      for (String text : texts) {
        writing.add(
            writers.submit(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    WholeFile.write(file, text);
                  }
                  return null;
                }));
      }
      while (!writing.stream().allMatch(Future::isDone)) {
        assertThat(Files.readString(file)).isIn(texts);
      }
      for (Future<?> written : writing) {
        written.get();
      }
    } finally {
      writers.shutdownNow();
    }
    assertThat(directory).isDirectoryNotContaining("glob:**" + WholeFile.UNFINISHED);
  }

  @Test
  void shouldLeaveEverythingAsItWasIfItCannotReplace() throws Exception {
    Path inTheWay = Files.createDirectories(directory.resolve("a.txt"));
    Files.writeString(inTheWay.resolve("b"), "kept");
    assertThatThrownBy(() -> WholeFile.write(inTheWay, "new")).isInstanceOf(IOException.class);
    assertThat(inTheWay.resolve("b")).hasContent("kept");
    assertThat(directory).isDirectoryNotContaining("glob:**" + WholeFile.UNFINISHED);
  }
}
