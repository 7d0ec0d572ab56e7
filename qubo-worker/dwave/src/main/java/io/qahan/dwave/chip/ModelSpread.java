package io.qahan.dwave.chip;

import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import java.util.Arrays;
import java.util.Locale;

/** Spreads the biases of a model over the qubits and couplers of its chains. For one thread. */
final class ModelSpread {
  private final BinaryQuadraticModel spins;
  private final Adjacency pairs;
  private final Embedding embedding;
  private final WorkingGraph graph;

  /** Variable by qubit, -1 for qubits of none. */
  private final int[] owner;

  ModelSpread(BinaryQuadraticModel spins, Embedding embedding, WorkingGraph graph) {
    if (embedding.variables() < spins.variables()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a model of [%d] variables for an embedding of [%d] chains",
              spins.variables(),
              embedding.variables()));
    }
    this.spins = spins;
    this.embedding = embedding;
    this.graph = graph;
    pairs = spins.adjacency();
    owner = new int[graph.topology().indices()];
    Arrays.fill(owner, -1);
  }

  PhysicalProblem problem(double chainStrength) {
    double[] linear = linear();
    int[] couplersOf = countCouplers();
    checkCoupled(couplersOf);
    double[] quadratic = new double[graph.couplerCount()];
    double offset = spins.offset();
    for (int c = 0; c < quadratic.length; c++) {
      int u = owner[graph.from(c)];
      int v = owner[graph.to(c)];
      if (u >= 0 && u == v) {
        quadratic[c] = -chainStrength;
        offset += chainStrength;
      } else if (u >= 0 && v >= 0) {
        int entry = entry(Math.min(u, v), Math.max(u, v));
        quadratic[c] = entry < 0 ? 0 : pairs.biases()[entry] / couplersOf[entry];
      }
    }
    return new PhysicalProblem(graph, linear, quadratic, offset);
  }

  private double[] linear() {
    double[] linear = new double[graph.qubitCount()];
    Arrays.fill(linear, Double.NaN);
    for (int v = 0; v < spins.variables(); v++) {
      int[] chain = embedding.sharedChain(v);
      for (int qubit : chain) {
        if (!graph.works(qubit)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "qubit [%d] of variable [%d] is missing in %s", qubit, v, graph));
        }
        owner[qubit] = v;
        linear[graph.position(qubit)] = spins.linear(v) / chain.length;
      }
    }
    return linear;
  }

  /** Couplers between the two chains of a pair, by the pair's entry in the lesser one's row. */
  private int[] countCouplers() {
    int[] couplersOf = new int[pairs.neighbours().length];
    for (int c = 0; c < graph.couplerCount(); c++) {
      int u = owner[graph.from(c)];
      int v = owner[graph.to(c)];
      if (u >= 0 && v >= 0 && u != v) {
        int entry = entry(Math.min(u, v), Math.max(u, v));
        if (entry >= 0) {
          couplersOf[entry]++;
        }
      }
    }
    return couplersOf;
  }

  private int entry(int u, int v) {
    int[] starts = pairs.rowStarts();
    return Arrays.binarySearch(pairs.neighbours(), starts[u], starts[u + 1], v);
  }

  private void checkCoupled(int[] couplersOf) {
    for (int u = 0; u < spins.variables(); u++) {
      for (int i = pairs.rowStarts()[u]; i < pairs.rowStarts()[u + 1]; i++) {
        int v = pairs.neighbours()[i];
        if (u < v && couplersOf[i] == 0 && pairs.biases()[i] != 0) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "variables [%d] and [%d] interact, but their chains share no coupler in %s",
                  u,
                  v,
                  graph));
        }
      }
    }
  }
}
