package io.qahan.dwave.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class CooReaderTest extends FormatFixture {
  @Override
  String extension() {
    return ".coo";
  }

  @Test
  void shouldWriteTheBytesThatDimodWrites() throws IOException {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.SPIN, 3)
            .addLinear(0, 0.1)
            .addLinear(2, -1e-3)
            .addQuadratic(2, 0, 3)
            .addQuadratic(0, 1, 1.234567)
            .build();
    ProblemFile.writeCoo(model, file);
    assertThat(Files.readString(file))
        .isEqualTo("# vartype=SPIN\n0 0 0.100000\n0 1 1.234567\n0 2 3.000000\n2 2 -0.001000\n");
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      BinaryQuadraticModel model = RandomModels.any(40, seed);
      ProblemFile.writeCoo(model, file);
      assertThat(Files.readString(file)).doesNotContain("E");
      same(read(), model);
    }
  }

  @Test
  void shouldKeepVerySmallAndVeryLargeBiases() throws IOException {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.BINARY, 3)
            .addLinear(0, Double.MIN_VALUE)
            .addLinear(1, 1e300)
            .addQuadratic(1, 2, -1.0 / 3)
            .build();
    ProblemFile.writeCoo(model, file);
    same(read(), model);
  }

  @Test
  void shouldAddUpWhatComesSeveralTimes() throws IOException {
    same(
        read("# vartype: BINARY\n1 0 1\n# a comment\n0 1 2.5\n\n3 3 1\n3 3 -2\n# offset=0.5\n"),
        BinaryQuadraticModel.builder(Vartype.BINARY, 4)
            .addOffset(0.5)
            .addQuadratic(0, 1, 3.5)
            .addLinear(3, -1)
            .build());
  }

  @Test
  void shouldRefuseAFileWithoutVartypeOrBiases() throws IOException {
    refused("0 1 2\n", "line [1]", "# vartype=BINARY");
    refused("# vartype=SPIN\n", "[i j bias]");
    refused("", "[i j bias]");
    refused("# vartype=REAL\n0 1 2\n", "line [1]", "[REAL]");
    refused("# vartype=SPIN\n0 1 2\n# vartype=BINARY\n", "line [3]", "once");
  }

  @Test
  void shouldRefuseVariablesAndBiasesThatCannotBe() throws IOException {
    refused("# vartype=SPIN\n0 1999999999 1\n", "line [2]", "[1999999999]", "1048575");
    refused("# vartype=SPIN\n0 99999999999 1\n", "[99999999999]");
    refused("# vartype=SPIN\n-1 0 1\n", "[-1]");
    refused("# vartype=SPIN\n0 1 inf\n", "[inf]");
    refused("# vartype=SPIN\n0 1 NaN\n", "[NaN]");
    refused("# vartype=SPIN\n0 1\n", "line [2]", "[0 1]");
    refused("# vartype=SPIN\n0 0 1e308\n1 1 1e308\n", "overflow");
  }
}
