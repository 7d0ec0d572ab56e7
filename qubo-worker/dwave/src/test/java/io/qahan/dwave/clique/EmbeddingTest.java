package io.qahan.dwave.clique;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.dwave.graph.Chimera;
import io.qahan.dwave.graph.WorkingGraph;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  /** Two cells side by side: 0, 1 | 2, 3 and 4, 5 | 6, 7, joined by 2-6 and 3-7. */
  private static final WorkingGraph GRAPH = new Chimera(1, 2, 2).fullYield();

  @Test
  void shouldSayWhatKeepsItFromBeingAClique() {
    assertThat(fault(new int[][] {{0, 2}, {1, 3}})).isEmpty();
    assertThat(fault(new int[][] {{0, 2}, {99}}).orElseThrow()).contains("qubit [99]", "[1]");
    assertThat(fault(new int[][] {{0, 1}, {2}}).orElseThrow()).contains("[0] is not connected");
    assertThat(fault(new int[][] {{0, 2}, {1, 3}, {4, 6}}).orElseThrow())
        .contains("[1] and [2] share no coupler");
  }

  @Test
  void shouldNoticeAMissingCoupler() {
    WorkingGraph damaged =
        WorkingGraph.of(
            GRAPH.topology(), new int[] {0, 1, 2, 3}, new int[][] {{0, 2}, {0, 3}, {1, 3}});
    assertThat(EmbeddingCheck.cliqueFault(Embedding.of(new int[][] {{0, 2}, {1, 3}}), damaged))
        .isEmpty();
    assertThat(EmbeddingCheck.cliqueFault(Embedding.of(new int[][] {{0, 3}, {1, 2}}), damaged))
        .isNotEmpty();
  }

  private static Optional<String> fault(int[][] chains) {
    return EmbeddingCheck.cliqueFault(Embedding.of(chains), GRAPH);
  }

  @Test
  void shouldRefuseChainsThatAreNone() {
    assertThatThrownBy(() -> Embedding.of(new int[0][])).hasMessageContaining("a chain at least");
    assertThatThrownBy(() -> Embedding.of(new int[][] {{1}, {}})).hasMessageContaining("[1]");
    assertThatThrownBy(() -> Embedding.of(new int[][] {{1, 2}, {3, 1}}))
        .hasMessageContaining("qubit [1]");
  }

  @Test
  void shouldKeepItsChainsToItself() {
    int[][] chains = {{0, 2}, {1}};
    Embedding embedding = Embedding.of(chains);
    chains[0][0] = 9;
    embedding.chain(1)[0] = 9;
    assertThat(embedding).isEqualTo(Embedding.of(new int[][] {{0, 2}, {1}}));
    assertThat(embedding.qubits()).isEqualTo(3);
    assertThat(embedding.maxChainLength()).isEqualTo(2);
    assertThat(embedding.shortest(1).chain(0)).containsExactly(1);
  }
}
