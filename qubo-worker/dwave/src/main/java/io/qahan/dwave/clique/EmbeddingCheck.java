package io.qahan.dwave.clique;

import io.qahan.dwave.graph.WorkingGraph;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;

/** Holds an embedding against the graph it is meant for. For one thread. */
public final class EmbeddingCheck {
  private final WorkingGraph graph;
  private final Embedding embedding;

  /** Variable by qubit, -1 for qubits of none. */
  private final int[] owner;

  private EmbeddingCheck(WorkingGraph graph, Embedding embedding) {
    this.graph = graph;
    this.embedding = embedding;
    owner = new int[graph.topology().indices()];
    Arrays.fill(owner, -1);
  }

  /**
   * What keeps these chains from carrying any problem of so many variables on this graph: a missing
   * qubit, a chain that is not connected, two chains without a coupler between them. Empty if
   * nothing does.
   */
  public static Optional<String> cliqueFault(Embedding embedding, WorkingGraph graph) {
    EmbeddingCheck check = new EmbeddingCheck(graph, embedding);
    return check
        .missingQubit()
        .or(check::brokenChain)
        .or(check::uncoupledPair)
        .map(fault -> "%s in %s".formatted(fault, graph));
  }

  private Optional<String> missingQubit() {
    for (int v = 0; v < embedding.variables(); v++) {
      for (int qubit : embedding.sharedChain(v)) {
        if (!graph.works(qubit)) {
          return Optional.of(
              String.format(Locale.ROOT, "qubit [%d] of variable [%d] is missing", qubit, v));
        }
        owner[qubit] = v;
      }
    }
    return Optional.empty();
  }

  private Optional<String> brokenChain() {
    for (int v = 0; v < embedding.variables(); v++) {
      if (!connected(embedding.sharedChain(v), graph)) {
        return Optional.of(
            String.format(Locale.ROOT, "the chain of variable [%d] is not connected", v));
      }
    }
    return Optional.empty();
  }

  private Optional<String> uncoupledPair() {
    for (int v = 0; v < embedding.variables(); v++) {
      BitSet partners = partners(embedding.sharedChain(v), owner, graph);
      partners.set(v);
      int missing = partners.nextClearBit(0);
      if (missing < embedding.variables()) {
        return Optional.of(
            String.format(Locale.ROOT, "variables [%d] and [%d] share no coupler", v, missing));
      }
    }
    return Optional.empty();
  }

  /** Whether working qubits are all reached from the first one through couplers between them. */
  static boolean connected(int[] chain, WorkingGraph graph) {
    boolean[] reached = new boolean[chain.length];
    int[] queue = new int[chain.length];
    reached[0] = true;
    int end = 1;
    for (int next = 0; next < end; next++) {
      for (int i = 0; i < chain.length; i++) {
        if (!reached[i] && graph.coupled(chain[queue[next]], chain[i])) {
          reached[i] = true;
          queue[end++] = i;
        }
      }
    }
    return end == chain.length;
  }

  /** The variables whose chains have a coupler to this one. */
  static BitSet partners(int[] chain, int[] owner, WorkingGraph graph) {
    BitSet partners = new BitSet();
    for (int qubit : chain) {
      for (int i = 0; i < graph.degree(qubit); i++) {
        int partner = owner[graph.neighbour(qubit, i)];
        if (partner >= 0) {
          partners.set(partner);
        }
      }
    }
    return partners;
  }
}
