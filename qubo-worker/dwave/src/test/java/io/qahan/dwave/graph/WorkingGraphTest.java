package io.qahan.dwave.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class WorkingGraphTest {
  private static final Topology CELL = new Chimera(1, 1, 2);

  @Test
  void shouldKeepTheOrderOfTheSolver() {
    WorkingGraph graph = WorkingGraph.of(CELL, new int[] {3, 0, 2}, new int[][] {{3, 0}, {0, 2}});
    assertThat(graph.qubits()).containsExactly(3, 0, 2);
    assertThat(graph.couplers()).isDeepEqualTo(new int[][] {{3, 0}, {0, 2}});
    assertThat(graph.position(2)).isEqualTo(2);
    assertThat(graph.position(1)).isEqualTo(-1);
    assertThat(graph.works(1)).isFalse();
    assertThat(graph.coupler(0, 3)).isZero();
    assertThat(graph.coupler(2, 0)).isOne();
    assertThat(graph.coupled(2, 3)).isFalse();
    assertThat(graph.coupled(2, 99)).isFalse();
  }

  @Property(tries = 50)
  void shouldIndexEveryCouplerFromBothEnds(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.5, max = 1) double yield) {
    WorkingGraph graph = new Zephyr(2, 3).fullYield().withYield(yield, yield, new Random(seed));
    for (int i = 0; i < graph.couplerCount(); i++) {
      assertThat(graph.coupler(graph.from(i), graph.to(i))).isEqualTo(i);
      assertThat(graph.coupler(graph.to(i), graph.from(i))).isEqualTo(i);
    }
    int ends = 0;
    for (int qubit : graph.qubits()) {
      for (int i = 0; i < graph.degree(qubit); i++) {
        assertThat(graph.couplerTo(qubit, i))
            .isEqualTo(graph.coupler(qubit, graph.neighbour(qubit, i)));
      }
      ends += graph.degree(qubit);
    }
    assertThat(ends).isEqualTo(2 * graph.couplerCount());
  }

  @Test
  void shouldLoseAboutAsMuchAsTheYieldSays() {
    WorkingGraph full = new Zephyr(12, 4).fullYield();
    WorkingGraph graph = full.withYield(0.97, 0.998, new Random(1));
    assertThat(graph.qubitCount()).isBetween(4600, 4710);
    long between =
        Arrays.stream(full.couplers()).filter(c -> graph.works(c[0]) && graph.works(c[1])).count();
    assertThat((double) graph.couplerCount() / between).isBetween(0.997, 0.999);
    assertThat(full.withYield(1, 1, new Random(1)).couplers()).isDeepEqualTo(full.couplers());
  }

  @Test
  void shouldDropLooseEndsOfTheInducedGraph() {
    WorkingGraph graph = WorkingGraph.induced(CELL, IntStream.range(0, 3).toArray());
    assertThat(graph.couplers()).isDeepEqualTo(new int[][] {{0, 2}, {1, 2}});
  }

  @Test
  void shouldNameTheQubitOrCouplerThatIsWrong() {
    assertRefused(new int[] {0, 4}, new int[][] {}, "qubit [4]");
    assertRefused(new int[] {0, 2, 0}, new int[][] {}, "qubit [0] is listed twice");
    assertRefused(new int[] {0, 2}, new int[][] {{0, 2, 1}}, "coupler [0, 2, 1]");
    assertRefused(new int[] {0, 2}, new int[][] {{0, 3}}, "ends at [3]");
    assertRefused(new int[] {0, 2}, new int[][] {{-1, 2}}, "ends at [-1]");
    assertRefused(new int[] {0, 2}, new int[][] {{0, 2}, {2, 0}}, "is listed twice");
    assertRefused(new int[] {0, 1}, new int[][] {{0, 1}}, "maybe the topology is another one");
    assertRefused(new int[] {0, 1}, new int[][] {{0, 0}}, "[0, 0]");
  }

  private static void assertRefused(int[] qubits, int[][] couplers, String message) {
    assertThatThrownBy(() -> WorkingGraph.of(CELL, qubits, couplers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
