package io.qahan.dwave.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Vartype;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class MaxCutReaderTest extends FormatFixture {
  private static final String GRAPH = "4 5\n1 2 1\n2 3 1\n3 4 -1\n1 4 3\n1 3 0.5\n";
  private static final double[][] EDGES = {
    {0, 1, 1}, {1, 2, 1}, {2, 3, -1}, {0, 3, 3}, {0, 2, 0.5}
  };

  @Override
  String extension() {
    return ".mc";
  }

  @Test
  void shouldMakeTheEnergyMinusTheCut() throws IOException {
    BinaryQuadraticModel model = read(GRAPH);
    for (int sides = 0; sides < 16; sides++) {
      double cut = 0;
      for (double[] edge : EDGES) {
        cut += (sides >> (int) edge[0] & 1) != (sides >> (int) edge[1] & 1) ? edge[2] : 0;
      }
      assertThat(model.energy(RandomModels.numbered(model, sides))).isEqualTo(-cut);
    }
  }

  @Test
  void shouldKnowAGraphWhateverItsFileIsCalled() throws IOException {
    file = directory.resolve("G1");
    assertThat(read(GRAPH).variables()).isEqualTo(4);
  }

  @Test
  void shouldAddUpEdgesBetweenTheSameVertices() throws IOException {
    same(read("2 2\n1 2 1\n2 1 3\n"), read("2 1\n1 2 4\n"));
  }

  @Test
  void shouldWriteAGraphInOrderAndReadItAgain() throws IOException {
    BinaryQuadraticModel model = read(GRAPH);
    ProblemFile.writeMaxCut(model, file);
    assertThat(Files.readString(file)).isEqualTo("4 5\n1 2 1\n1 3 0.5\n1 4 3\n2 3 1\n3 4 -1\n");
    same(read(), model);
  }

  @Test
  void shouldRefuseToWriteWhatIsNoCut() {
    BinaryQuadraticModel bits = BqmStreamTest.triangle();
    assertThatThrownBy(() -> ProblemFile.writeMaxCut(bits, file)).hasMessageContaining("[BINARY]");
    BinaryQuadraticModel shifted =
        BinaryQuadraticModel.builder(Vartype.SPIN, 2).addQuadratic(0, 1, 1).build();
    assertThatThrownBy(() -> ProblemFile.writeMaxCut(shifted, file))
        .hasMessageContainingAll("[-1.0]", "[0.0]");
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldRefuseCountsThatDoNotMatch() throws IOException {
    refused(GRAPH.replace("1 3 0.5\n", ""), "[4] edges", "[5]", "cut short");
    refused(GRAPH + "2 4 1\n", "line [7]", "[5] edges");
    refused(GRAPH.replace("1 3 0.5\n", "1 3\n"), "line [6]", "[u v weight]");
    refused("", "VERTICES");
    refused("2000000000 1\n1 2 1\n", "line [1]", "[2000000000]");
    refused("4 99999999999\n1 2 1\n", "[99999999999]");
    refused("0 0\n", "[0]");
  }

  @Test
  void shouldRefuseEdgesThatCannotBe() throws IOException {
    refused(GRAPH.replace("1 2 1", "2 2 1"), "line [2]", "vertex [2]");
    refused(GRAPH.replace("1 2 1", "0 2 1"), "line [2]", "[0]", "1 to 4");
    refused(GRAPH.replace("1 2 1", "1 5 1"), "[5]");
    refused(GRAPH.replace("1 2 1", "1 2 NaN"), "[NaN]");
  }
}
