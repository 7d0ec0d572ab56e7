package io.qahan.dwave.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.qubo.kernel.ProblemFormatException;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.QahamFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemFormatTest {
  @TempDir Path directory;

  private ProblemFormat format(String name, String content) throws IOException {
    return ProblemFormat.of(Files.writeString(directory.resolve(name), content));
  }

  @Test
  void shouldTellFormatsApartByTheirContentWhateverTheNameIs() throws IOException {
    assertThat(format("a.qubo", "DIMODBQM\u0002")).isEqualTo(ProblemFormat.BQM);
    assertThat(format("a.bqm", "QAHAM001")).isEqualTo(ProblemFormat.QAHAM);
    assertThat(format("a.txt", "c hello\nc\n\np qubo 0 1 0 0\n")).isEqualTo(ProblemFormat.QBSOLV);
    assertThat(format("a.txt", "\n# vartype=SPIN\n0 0 1\n")).isEqualTo(ProblemFormat.COO);
    assertThat(format("a.txt", " 800 19176 \n1 2 1\n")).isEqualTo(ProblemFormat.MAXCUT);
  }

  @Test
  void shouldTellFormatsApartByTheNameWhereTheContentSaysNothing() throws IOException {
    assertThat(format("a.coo", "0 1 2\n")).isEqualTo(ProblemFormat.COO);
    assertThat(format("A.QUBO", "")).isEqualTo(ProblemFormat.QBSOLV);
    assertThat(format("a.bqm", "")).isEqualTo(ProblemFormat.BQM);
    assertThat(format("a.qaham", "x")).isEqualTo(ProblemFormat.QAHAM);
    assertThat(format("a.gset", "")).isEqualTo(ProblemFormat.MAXCUT);
  }

  @Test
  void shouldSayWhatThereIsWhereNothingTells() {
    assertThatThrownBy(() -> format("a.txt", "0 1 2\n"))
        .isInstanceOf(ProblemFormatException.class)
        .hasMessageContainingAll("a.txt", "MAXCUT", ".qubo");
    assertThatThrownBy(() -> format("a.txt", ""))
        .isInstanceOf(ProblemFormatException.class)
        .hasMessageEndingWith("a.txt] is empty");
    assertThatThrownBy(() -> ProblemFormat.of(directory.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "DIMODCQM, CQM",
    "DIMODDQM, DQM",
    "DIMODQM\u0001, QM",
    "DWNL\u0001, NL",
  })
  void shouldSayWhichModelOfOceanItIsThatCannotBeRead(String begin, String name) {
    for (String file : new String[] {"a.bqm", "a.txt", "a.coo"}) {
      assertThatThrownBy(() -> format(file, begin + "\u0000{}"))
          .isInstanceOf(ProblemFormatException.class)
          .hasMessageContainingAll(file, "(" + name + ")", "binary quadratic");
    }
  }

  @Test
  void shouldReadMaskProblemsAsSuch() throws IOException {
    MaskProblem problem = MaskProblem.of(new float[] {1, 2, 3}, 3, 1, Objective.SALIENT, 1, 1, 2);
    Path file = directory.resolve("p.qaham");
    new QahamFile(problem, 0, 0).write(file);
    ProblemFile read = ProblemFile.read(file);
    assertThat(read.format()).isEqualTo(ProblemFormat.QAHAM);
    assertThat(((ProblemFile.OfMask) read).problem()).usingRecursiveComparison().isEqualTo(problem);
  }
}
