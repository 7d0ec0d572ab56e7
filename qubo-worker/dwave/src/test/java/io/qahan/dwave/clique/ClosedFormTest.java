package io.qahan.dwave.clique;

import static io.qahan.dwave.graph.Orientation.HORIZONTAL;
import static io.qahan.dwave.graph.Orientation.VERTICAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.dwave.graph.CellGrid;
import io.qahan.dwave.graph.Orientation;
import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The known regular embeddings of chips without defects: the check and the search against them. */
class ClosedFormTest {
  @ParameterizedTest
  @CsvSource({"100, 8, 800", "128, 10, 1216", "150, 11, 1650", "184, 13, 2392"})
  void shouldNotNeedMoreThanTheZephyrForm(int n, int longest, int qubits) {
    WorkingGraph graph = Topology.parse("zephyr:12").fullYield();
    Embedding form = zephyr(graph.topology(), (n + 7) / 8).shortest(n);
    assertThat(EmbeddingCheck.cliqueFault(form, graph)).isEmpty();
    assertThat(form.maxChainLength()).isEqualTo(longest);
    assertThat(form.qubits()).isEqualTo(qubits);
    Embedding found = new CliqueSearch(graph, 1).find(n);
    assertThat(found.maxChainLength()).isLessThanOrEqualTo(longest);
    assertThat(found.qubits()).isLessThanOrEqualTo(qubits);
  }

  @Test
  void shouldLayTheFirstAndLastZephyrChainWhereTheyBelong() {
    Embedding form = zephyr(Topology.parse("zephyr:12"), 23);
    int[] first = IntStream.concat(IntStream.rangeClosed(96, 107), IntStream.of(2496)).toArray();
    assertThat(form.chain(0)).containsExactlyInAnyOrder(first);
    int[] last = IntStream.concat(IntStream.of(2303), IntStream.rangeClosed(4692, 4703)).toArray();
    assertThat(form.chain(183)).containsExactlyInAnyOrder(last);
  }

  @ParameterizedTest
  @CsvSource({"16, 174, 2756", "10, 102, 1004", "5, 42, 204"})
  void shouldNotNeedMoreThanThePegasusForm(int longest, int n, int qubits) {
    WorkingGraph graph = Topology.parse("pegasus:16").fullYield();
    Embedding form = pegasus(graph.topology(), longest);
    assertThat(EmbeddingCheck.cliqueFault(form, graph)).isEmpty();
    assertThat(form.variables()).isEqualTo(n);
    assertThat(form.maxChainLength()).isEqualTo(longest);
    assertThat(form.qubits()).isEqualTo(qubits);
    Embedding found = new CliqueSearch(graph, 1).find(n);
    assertThat(found.maxChainLength()).isEqualTo(longest);
    assertThat(found.qubits()).isLessThanOrEqualTo(qubits);
  }

  @Test
  void shouldLayTheFirstPegasusChainsWhereTheyBelong() {
    Embedding form = pegasus(Topology.parse("pegasus:16"), 16);
    int[] first = IntStream.concat(IntStream.of(2730), IntStream.rangeClosed(3030, 3044)).toArray();
    assertThat(form.chain(0)).containsExactlyInAnyOrder(first);
    int[] second =
        IntStream.concat(IntStream.of(2745), IntStream.rangeClosed(3045, 3059)).toArray();
    assertThat(form.chain(1)).containsExactlyInAnyOrder(second);
  }

  @Test
  void shouldAcceptThePegasusFormOfEveryLengthAndSize() {
    for (int m = 4; m <= 16; m++) {
      WorkingGraph graph = Topology.parse("pegasus:" + m).fullYield();
      for (int longest = 4; longest <= m; longest++) {
        Embedding form = pegasus(graph.topology(), longest);
        assertThat(EmbeddingCheck.cliqueFault(form, graph)).isEmpty();
        assertThat(form.variables()).isEqualTo(12 * longest - 18);
        assertThat(form.maxChainLength()).isEqualTo(longest);
      }
    }
  }

  @Test
  void shouldAcceptTheChimeraForm() {
    for (int m = 1; m <= 16; m++) {
      WorkingGraph graph = Topology.parse("chimera:" + m).fullYield();
      List<int[]> chains = new ArrayList<>();
      for (int i = 0; i < m; i++) {
        for (int bit = 0; bit < 4; bit++) {
          chains.add(chain(graph.topology(), i, i, m - 1, i, 0, i, bit));
        }
      }
      Embedding form = Embedding.of(chains.toArray(int[][]::new));
      assertThat(EmbeddingCheck.cliqueFault(form, graph)).isEmpty();
      assertThat(form.maxChainLength()).isEqualTo(m + 1);
    }
  }

  private static Embedding zephyr(CellGrid grid, int width) {
    List<int[]> chains = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      for (int bit = 0; bit < 8; bit++) {
        chains.add(chain(grid, 1 + i, 1 + i, width, 1 + i, 1, 1 + i, bit));
      }
    }
    return Embedding.of(chains.toArray(int[][]::new));
  }

  private static Embedding pegasus(CellGrid grid, int longest) {
    int width = 6 * longest - 9;
    List<int[]> chains = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      for (int bit = 0; bit < 2; bit++) {
        chains.add(chain(grid, 4 + width - i, 5, 5 + i, 5 + i, 5, 4 + width - i, bit));
      }
    }
    return Embedding.of(chains.toArray(int[][]::new));
  }

  private static int[] chain(
      CellGrid grid, int column, int top, int bottom, int row, int left, int right, int bit) {
    return IntStream.concat(
            line(grid, VERTICAL, column, bit, top, bottom),
            line(grid, HORIZONTAL, row, bit, left, right))
        .toArray();
  }

  private static IntStream line(
      CellGrid grid, Orientation u, int line, int bit, int first, int last) {
    return Arrays.stream(
            IntStream.rangeClosed(first, last)
                .map(cell -> grid.qubitAt(u, line, bit, cell))
                .toArray())
        .distinct();
  }
}
