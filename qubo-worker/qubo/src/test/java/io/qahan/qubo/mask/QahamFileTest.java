package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.qubo.kernel.ProblemFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QahamFileTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("problem.qaham");
  }

  private byte[] written() throws IOException {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 6, 2, 3, false, 9);
    new QahamFile(problem, 1, 42).write(file);
    return Files.readAllBytes(file);
  }

  private void refused(byte[] bytes, String... words) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> QahamFile.read(file))
        .isInstanceOf(ProblemFormatException.class)
        .hasMessageContaining("problem.qaham")
        .hasMessageContainingAll(words);
    assertThatThrownBy(() -> QahamFile.read("memory", bytes))
        .isInstanceOf(ProblemFormatException.class)
        .hasMessageContaining("[memory]")
        .hasMessageContainingAll(words);
  }

  /** The written file with some bytes replaced. */
  private byte[] changed(Consumer<ByteBuffer> change) throws IOException {
    byte[] bytes = written();
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      MaskProblem problem = RandomProblems.any(20, 5, seed);
      new QahamFile(problem, 2, -seed).write(file);
      QahamFile read = QahamFile.read(file);
      assertThat(read.distribution()).isEqualTo(2);
      assertThat(read.seed()).isEqualTo(-seed);
      assertThat(read.problem()).usingRecursiveComparison().isEqualTo(problem);
      assertThat(QahamFile.read("in memory", Files.readAllBytes(file)))
          .usingRecursiveComparison()
          .isEqualTo(read);
    }
  }

  @Test
  void shouldLayTheHeaderOutAsTheFormatSays() throws IOException {
    byte[] content = written();
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(content).hasSize(64 + 6 * 2 * 8);
    assertThat(new String(content, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("QAHAM001");
    assertThat(bytes.getInt(8)).isEqualTo(6);
    assertThat(bytes.getInt(12)).isEqualTo(2);
    assertThat(bytes.getInt(16)).isEqualTo(3);
    assertThat(bytes.getInt(20)).isEqualTo(-1);
    assertThat(bytes.getInt(24)).isEqualTo(1);
    assertThat(bytes.getDouble(40)).isEqualTo(1);
    assertThat(bytes.getLong(56)).isEqualTo(42);
  }

  @Test
  void shouldWriteAGridInTheSecondVersion() throws IOException {
    MaskProblem chain = RandomProblems.gaussian(Objective.SALIENT, 6, 2, 3, false, 9);
    new QahamFile(chain.withColumns(3), 1, 42).write(file);
    byte[] content = Files.readAllBytes(file);
    assertThat(new String(content, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("QAHAM002");
    assertThat(ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(28)).isEqualTo(3);
    assertThat(QahamFile.read(file).problem().columns()).isEqualTo(3);
    new QahamFile(chain.withColumns(1), 1, 42).write(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(written());
  }

  @Test
  void shouldRefuseAFileCutShort() throws IOException {
    byte[] bytes = written();
    for (int length = 0; length < bytes.length; length++) {
      refused(Arrays.copyOf(bytes, length), "cut short");
    }
    refused(Arrays.copyOf(bytes, bytes.length + 1), "[161]", "[160]");
  }

  @Test
  void shouldRefuseAHugeShapeWithoutAllocatingIt() throws IOException {
    int max = Integer.MAX_VALUE;
    refused(
        changed(b -> b.putInt(8, max).putInt(12, max)),
        "2147483647 x 2147483647",
        "more than can be read");
  }

  @Test
  void shouldRefuseHeadersThatMakeNoSense() throws IOException {
    refused(changed(b -> b.put(7, (byte) '3')), "QAHAM001", "QAHAM002");
    refused(changed(b -> b.put(7, (byte) '2')), "[0] columns");
    refused(changed(b -> b.put(7, (byte) '2').putInt(28, 4)), "[4] columns", "[6]");
    refused(changed(b -> b.putInt(8, 0)), "n [0]");
    refused(changed(b -> b.putInt(8, -6).putInt(12, -2)), "n [-6]");
    refused(changed(b -> b.putInt(16, 7)), "k [7]");
    refused(changed(b -> b.putInt(20, 0)), "sign [0]");
    refused(changed(b -> b.putInt(28, 5)), "[5]");
    refused(changed(b -> b.putDouble(32, Double.NaN)), "mu [NaN]");
    refused(changed(b -> b.putDouble(40, -1)), "lambda1 [-1.0]");
  }

  @Test
  void shouldRefuseValuesThatAreNotFloats() throws IOException {
    refused(changed(b -> b.putDouble(64 + 8, 0.1)), "[0.1]", "place [1]");
    refused(changed(b -> b.putDouble(64, Double.NaN)), "[NaN]");
    refused(changed(b -> b.putDouble(64, Double.POSITIVE_INFINITY)), "Infinity");
  }
}
