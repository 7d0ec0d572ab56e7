package io.qahan.dwave.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class QbsolvReaderTest extends FormatFixture {
  private static final String TRIANGLE =
      """
      c offset 0.75
      p qubo 0 3 3 3
      0 0 1.5
      1 1 -2.0
      2 2 0.25
      0 1 -1.0
      0 2 0.5
      1 2 4.0
      """;

  @Override
  String extension() {
    return ".qubo";
  }

  @Test
  void shouldWriteHeaderNodesAndCouplers() throws IOException {
    ProblemFile.writeQbsolv(BqmStreamTest.triangle(), file);
    assertThat(Files.readString(file)).isEqualTo(TRIANGLE);
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      BinaryQuadraticModel model = RandomModels.any(40, seed).toVartype(Vartype.BINARY);
      ProblemFile.writeQbsolv(model, file);
      same(read(), model);
    }
  }

  @Test
  void shouldReadCommentsBlankLinesAndAnyOrder() throws IOException {
    String content =
        "c a comment\nC another one\r\n\n  p  qubo  target 4 1 2 \r\n1 3 2e-1\n\nc more\n"
            + "2 2\t-1\n0 1 +7.";
    same(
        read(content),
        BinaryQuadraticModel.builder(Vartype.BINARY, 4)
            .addLinear(2, -1)
            .addQuadratic(0, 1, 7)
            .addQuadratic(1, 3, 0.2)
            .build());
  }

  @Test
  void shouldRefuseAFileCutShort() throws IOException {
    String[] lines = TRIANGLE.split("\n");
    for (int kept = 0; kept < lines.length; kept++) {
      refused(String.join("\n", List.of(lines).subList(0, kept)));
    }
    refused(TRIANGLE.replace("1 2 4.0\n", ""), "[3] nodes", "[2] couplers", "[3]", "cut short");
    refused(TRIANGLE.replace(" 4.0", ""), "line [8]", "[1 2]", "[i j bias]");
  }

  @Test
  void shouldRefuseSizesOutOfProportionWithoutAllocatingThem() throws IOException {
    refused("p qubo 0 2000000000 0 0\n", "line [1]", "[2000000000]", "1048576");
    refused("p qubo 0 1000 1000 2000000000\n", "[1000]");
    refused("p qubo 0 1000 0 2000000000\n", "couplers [2000000000]");
    refused("p qubo 0 0 0 0\n", "[0]");
    refused("p qubo 0 -4 0 0\n", "[-4]");
    refused("p qubo 0 99999999999999999999 0 0\n", "[99999999999999999999]");
    refused("p qubo 0 4\n", "line [1]", "VARIABLES");
    refused("0 0 1\n", "line [1]", "p qubo");
  }

  @Test
  void shouldRefuseWhatComesTwice() throws IOException {
    refused(TRIANGLE.replace("2 2 0.25", "1 1 0.25"), "line [5]", "variable [1]");
    refused(TRIANGLE.replace("0 2 0.5", "0 1 0.5"), "line [7]");
    refused(TRIANGLE + "0 1 1\n", "line [9]", "[3]");
  }

  @Test
  void shouldRefuseVariablesAndBiasesThatCannotBe() throws IOException {
    refused(TRIANGLE.replace("1 2 4.0", "1 3 4.0"), "line [8]", "[3]", "from 1 to 2");
    refused(TRIANGLE.replace("1 2 4.0", "2 1 4.0"), "line [8]", "[1]", "from 2 to 2");
    refused(TRIANGLE.replace("1 2 4.0", "1 -2 4.0"), "[-2]");
    refused(TRIANGLE.replace("1 2 4.0", "1 2 NaN"), "line [8]", "[NaN]");
    refused(TRIANGLE.replace("1 2 4.0", "1 2 1e999"), "[1e999]");
    refused(TRIANGLE.replace("1 2 4.0", "1 2 four"), "[four]");
    refused(TRIANGLE.replace("1 2 4.0", "1.0 2 4"), "[1.0]");
    refused(TRIANGLE.replace("1 2 4.0", "1 2 4 5"), "[1 2 4 5]");
    refused("p qubo 0 3 0 0\n" + "x".repeat(100_000), "line [2]", "[65536]");
  }

  @Test
  void shouldRefuseToWriteSpins() {
    BinaryQuadraticModel spins = BqmStreamTest.triangle().toVartype(Vartype.SPIN);
    assertThatThrownBy(() -> ProblemFile.writeQbsolv(spins, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[SPIN]");
    assertThat(file).doesNotExist();
  }
}
