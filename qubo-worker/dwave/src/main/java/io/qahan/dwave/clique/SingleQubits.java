package io.qahan.dwave.clique;

import io.qahan.dwave.graph.WorkingGraph;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cliques of the graph itself, a qubit for each variable. There are none larger than two qubits in
 * Chimera graphs, and four in Pegasus and Zephyr graphs.
 */
final class SingleQubits {
  static final int MOST = 4;

  private final WorkingGraph graph;
  private final int[] chosen;

  private SingleQubits(WorkingGraph graph, int n) {
    this.graph = graph;
    chosen = new int[n];
  }

  /** The first n qubits that are all coupled to each other, n &lt;= {@link #MOST}. */
  static Optional<Embedding> find(WorkingGraph graph, int n) {
    SingleQubits search = new SingleQubits(graph, n);
    return search.from(0)
        ? Optional.of(
            Embedding.of(
                Arrays.stream(search.chosen).mapToObj(q -> new int[] {q}).toArray(int[][]::new)))
        : Optional.empty();
  }

  /** Fills the places from {@code i} on. */
  private boolean from(int i) {
    if (i == chosen.length) {
      return true;
    }
    int candidates = i == 0 ? graph.qubitCount() : graph.degree(chosen[0]);
    for (int c = 0; c < candidates; c++) {
      chosen[i] = i == 0 ? graph.qubit(c) : graph.neighbour(chosen[0], c);
      if (coupledToAllBefore(i) && from(i + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean coupledToAllBefore(int i) {
    for (int j = 0; j < i; j++) {
      if (!graph.coupled(chosen[i], chosen[j])) {
        return false;
      }
    }
    return true;
  }
}
