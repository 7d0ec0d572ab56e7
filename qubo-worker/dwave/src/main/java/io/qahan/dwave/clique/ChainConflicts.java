package io.qahan.dwave.clique;

import io.qahan.dwave.graph.WorkingGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What missing internal couplers do to chains that were laid in the belief that all are there:
 * chains that are not connected, and pairs of chains that do not touch.
 */
final class ChainConflicts {
  private final WorkingGraph graph;
  private final List<int[]> chains;
  private final int[] owner;
  private final List<int[]> pairs = new ArrayList<>();

  ChainConflicts(WorkingGraph graph, List<int[]> chains) {
    this.graph = graph;
    this.chains = chains;
    owner = new int[graph.topology().indices()];
    Arrays.fill(owner, -1);
    for (int v = 0; v < chains.size(); v++) {
      for (int qubit : chains.get(v)) {
        owner[qubit] = v;
      }
    }
    for (int v = 0; v < chains.size(); v++) {
      if (!EmbeddingCheck.connected(chains.get(v), graph)) {
        pairs.add(new int[] {v, v});
      }
      BitSet partners = EmbeddingCheck.partners(chains.get(v), owner, graph);
      for (int w = partners.nextClearBit(0); w < v; w = partners.nextClearBit(w + 1)) {
        pairs.add(new int[] {v, w});
      }
    }
  }

  boolean none() {
    return pairs.isEmpty();
  }

  /** The chains without those in conflict: the one with most conflicts goes first. */
  List<int[]> survivors() {
    int[] conflicts = new int[chains.size()];
    List<int[]> open = new ArrayList<>(pairs);
    boolean[] dropped = new boolean[chains.size()];
    while (!open.isEmpty()) {
      Arrays.fill(conflicts, 0);
      for (int[] pair : open) {
        conflicts[pair[0]]++;
        conflicts[pair[1]]++;
      }
      int worst = 0;
      for (int v = 1; v < conflicts.length; v++) {
        worst = conflicts[v] > conflicts[worst] ? v : worst;
      }
      dropped[worst] = true;
      int gone = worst;
      open.removeIf(pair -> pair[0] == gone || pair[1] == gone);
    }
    List<int[]> kept = new ArrayList<>();
    for (int v = 0; v < dropped.length; v++) {
      if (!dropped[v]) {
        kept.add(chains.get(v));
      }
    }
    return kept;
  }

  /**
   * For every conflict one qubit to do without: a random end of a random coupler that the topology
   * has there and the graph has not.
   */
  int[] culprits(RandomGenerator random) {
    BitSet culprits = new BitSet();
    for (int[] pair : pairs) {
      List<int[]> missing = missingCouplers(pair[0], pair[1]);
      if (missing.stream().noneMatch(c -> culprits.get(c[0]) || culprits.get(c[1]))) {
        culprits.set(missing.get(random.nextInt(missing.size()))[random.nextInt(2)]);
      }
    }
    return culprits.stream().toArray();
  }

  private List<int[]> missingCouplers(int v, int w) {
    List<int[]> missing = new ArrayList<>();
    for (int qubit : chains.get(v)) {
      for (int neighbour : graph.topology().neighbours(qubit)) {
        if (owner[neighbour] == w && !graph.coupled(qubit, neighbour)) {
          missing.add(new int[] {qubit, neighbour});
        }
      }
    }
    return missing;
  }
}
