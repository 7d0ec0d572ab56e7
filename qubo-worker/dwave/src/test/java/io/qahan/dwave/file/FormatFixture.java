package io.qahan.dwave.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.qubo.kernel.ProblemFormatException;
import io.qahan.qubo.model.BinaryQuadraticModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Files to read in a test of one format. */
abstract class FormatFixture {
  @TempDir Path directory;
  Path file;

  /** The extension that the format's files have. */
  abstract String extension();

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("problem" + extension());
  }

  BinaryQuadraticModel read() throws IOException {
    return ((ProblemFile.OfModel) ProblemFile.read(file)).model();
  }

  BinaryQuadraticModel read(String content) throws IOException {
    Files.writeString(file, content);
    return read();
  }

  void refused(String content, String... words) throws IOException {
    refused(content.getBytes(StandardCharsets.ISO_8859_1), words);
  }

  void refused(byte[] content, String... words) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(this::read)
        .isInstanceOf(ProblemFormatException.class)
        .hasMessageContaining("problem" + extension())
        .satisfies(fault -> List.of(words).forEach(w -> assertThat(fault).hasMessageContaining(w)));
  }

  static void same(BinaryQuadraticModel read, BinaryQuadraticModel written) {
    assertThat(read).usingRecursiveComparison().isEqualTo(written);
  }
}
