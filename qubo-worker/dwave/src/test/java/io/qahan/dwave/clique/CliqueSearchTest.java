package io.qahan.dwave.clique;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliqueSearchTest {
  /** Sizes of D-Wave's own search; qubits at most as many as it takes. */
  @ParameterizedTest
  @CsvSource({
    "chimera:16, 64, 17, 1088",
    "pegasus:6, 60, 7, 420",
    "pegasus:16, 180, 17, 3000",
    "zephyr:6, 88, 7, 616",
    "zephyr:12, 184, 13, 2392",
    "zephyr:15, 232, 16, 3712"
  })
  void shouldFindTheLargestCliqueAtFullYield(String name, int size, int longest, int qubits) {
    WorkingGraph graph = Topology.parse(name).fullYield();
    CliqueSearch search = new CliqueSearch(graph, 1);
    assertThat(search.largest().orElseThrow().variables()).isEqualTo(size);
    Embedding embedding = search.find(size);
    assertThat(EmbeddingCheck.cliqueFault(embedding, graph)).isEmpty();
    assertThat(embedding.variables()).isEqualTo(size);
    assertThat(embedding.maxChainLength()).isEqualTo(longest);
    assertThat(embedding.qubits()).isLessThanOrEqualTo(qubits);
    assertThatThrownBy(() -> search.find(size + 1))
        .isInstanceOf(CliqueTooLargeException.class)
        .hasMessageContaining("n [%d]".formatted(size + 1))
        .hasMessageContaining("for %d:".formatted(size));
  }

  /** Largest clique by longest chain: one variable more takes chains longer by one. */
  @ParameterizedTest
  @CsvSource({
    "chimera:16, 2, 4",
    "chimera:16, 9, 32",
    "chimera:16, 16, 60",
    "pegasus:16, 1, 4",
    "pegasus:16, 2, 10",
    "pegasus:16, 3, 20",
    "pegasus:16, 4, 30",
    "pegasus:16, 5, 42",
    "pegasus:16, 10, 102",
    "pegasus:16, 14, 150",
    "pegasus:16, 16, 174",
    "zephyr:12, 1, 4",
    "zephyr:12, 2, 8",
    "zephyr:12, 3, 24",
    "zephyr:12, 10, 136",
    "zephyr:12, 12, 168",
    "zephyr:15, 15, 216"
  })
  void shouldKeepChainsAsShortAsTheSizeAllows(String name, int longest, int size) {
    WorkingGraph graph = Topology.parse(name).fullYield();
    CliqueSearch search = new CliqueSearch(graph, 1);
    Embedding embedding = search.find(size);
    assertThat(EmbeddingCheck.cliqueFault(embedding, graph)).isEmpty();
    assertThat(embedding.maxChainLength()).isEqualTo(longest);
    assertThat(search.find(size + 1).maxChainLength()).isEqualTo(longest + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chimera:4", "pegasus:3", "zephyr:2", "chimera:3x5x4"})
  void shouldEmbedEverySizeUpToTheLargest(String name) {
    WorkingGraph graph = Topology.parse(name).fullYield();
    CliqueSearch search = new CliqueSearch(graph, 1);
    int largest = search.largest().orElseThrow().variables();
    int longest = 0;
    for (int n = 1; n <= largest; n++) {
      Embedding embedding = search.find(n);
      assertThat(embedding.variables()).isEqualTo(n);
      assertThat(EmbeddingCheck.cliqueFault(embedding, graph)).isEmpty();
      assertThat(embedding.maxChainLength()).isGreaterThanOrEqualTo(longest);
      longest = embedding.maxChainLength();
    }
  }

  @Property(tries = 60)
  void shouldEmbedInADamagedGraphOrSayWhatFits(
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.3, max = 1) double qubitYield,
      @ForAll @DoubleRange(min = 0.6, max = 1) double couplerYield,
      @ForAll @IntRange(min = 1, max = 40) int n) {
    String[] names = {"chimera:4", "pegasus:4", "zephyr:3", "chimera:3x5x3", "zephyr:2x2"};
    WorkingGraph graph =
        Topology.parse(names[Math.floorMod(seed, names.length)])
            .fullYield()
            .withYield(qubitYield, couplerYield, new Random(seed));
    CliqueSearch search = new CliqueSearch(graph, seed);
    try {
      Embedding embedding = search.find(n);
      assertThat(embedding.variables()).isEqualTo(n);
      assertThat(EmbeddingCheck.cliqueFault(embedding, graph)).isEmpty();
      assertThat(new CliqueSearch(graph, seed).find(n)).isEqualTo(embedding);
    } catch (CliqueTooLargeException e) {
      assertThat(e.largest()).isLessThan(n);
      assertThat(e.largest() == 0 || search.find(e.largest()).variables() == e.largest()).isTrue();
    }
  }

  /** A chip like those on offer: some tens of couplers missing besides what qubits take along. */
  @ParameterizedTest
  @CsvSource({"pegasus:16, 110", "zephyr:12, 120"})
  void shouldFindLargeCliquesInChipsWithDefects(String name, int least) {
    WorkingGraph graph = Topology.parse(name).fullYield().withYield(0.97, 0.998, new Random(1));
    Embedding embedding = new CliqueSearch(graph, 1).find(least);
    assertThat(EmbeddingCheck.cliqueFault(embedding, graph)).isEmpty();
  }

  @Test
  void shouldRefuseAGraphWithoutAnyQubit() {
    WorkingGraph graph = WorkingGraph.induced(Topology.parse("zephyr:2"), new int[0]);
    assertThatThrownBy(() -> new CliqueSearch(graph, 1).find(1))
        .isInstanceOf(CliqueTooLargeException.class)
        .hasMessageContaining("the largest found is for 0");
    assertThatThrownBy(() -> new CliqueSearch(graph, 1).find(0)).hasMessageContaining("n [0]");
  }
}
