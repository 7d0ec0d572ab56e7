package io.qahan.dwave.clique;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CliqueTilingTest {
  private static List<Embedding> sideBySide(WorkingGraph graph, int n) {
    return CliqueEmbeddings.inMemory().sideBySide(new CliqueKey("test", "1", n), graph);
  }

  private static void assertSound(List<Embedding> tiles, WorkingGraph graph, int n) {
    assertThat(tiles)
        .isNotEmpty()
        .allSatisfy(
            tile -> {
              assertThat(tile.variables()).isEqualTo(n);
              assertThat(EmbeddingCheck.cliqueFault(tile, graph)).isEmpty();
            });
    assertThat(Embedding.beside(tiles).variables()).isEqualTo(n * tiles.size());
  }

  /** The masks of 7 x 7 blocks have 49 variables. */
  @ParameterizedTest
  @CsvSource({
    "chimera:16, 16, 20",
    "pegasus:6, 16, 6",
    "pegasus:16, 49, 9",
    "zephyr:6, 49, 2",
    "zephyr:12, 49, 10",
    "zephyr:12, 16, 60"
  })
  void shouldLayManyCliquesIntoAWholeChip(String name, int n, int least) {
    WorkingGraph graph = Topology.parse(name).fullYield();

    List<Embedding> tiles = sideBySide(graph, n);

    assertSound(tiles, graph, n);
    assertThat(tiles).hasSizeGreaterThanOrEqualTo(least);
    int alone = new CliqueSearch(graph, 1).find(n).maxChainLength();
    assertThat(tiles).allMatch(tile -> tile.maxChainLength() <= alone + 1);
  }

  @Property(tries = 30)
  void shouldLayThemAroundWhatIsMissing(
      @ForAll @IntRange(max = 1_000_000) int seed,
      @ForAll @IntRange(min = 1, max = 24) int n,
      @ForAll @DoubleRange(min = 0.95, max = 1) double qubits) {
    WorkingGraph graph =
        Topology.parse("zephyr:4").fullYield().withYield(qubits, 0.998, new Random(seed));

    assertSound(sideBySide(graph, n), graph, n);
  }

  @Test
  void shouldBeTheOneEmbeddingWhereThereIsRoomForOneOnly() {
    WorkingGraph graph = Topology.parse("zephyr:2").fullYield();
    CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();
    CliqueKey key = new CliqueKey("test", "1", 24);

    assertThat(embeddings.sideBySide(key, graph)).containsExactly(embeddings.find(key, graph));
    assertThat(embeddings.sideBySide(key, graph)).isSameAs(embeddings.sideBySide(key, graph));
  }

  @Test
  void shouldSayWhatSizeFits() {
    WorkingGraph graph = Topology.parse("zephyr:2").fullYield();

    assertThatThrownBy(() -> sideBySide(graph, 25))
        .isInstanceOf(CliqueTooLargeException.class)
        .hasMessageContaining("n [25]")
        .hasMessageContaining("for 24");
  }
}
