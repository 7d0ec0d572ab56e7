package io.qahan.dwave.clique;

import io.qahan.dwave.graph.Topology;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.util.Random;

/** Models and reads to test with; the same seed makes the same ones. */
public final class RandomModels {
  /** A chip with some defects that still has cliques of 16. */
  public static final WorkingGraph CHIP =
      Topology.parse("zephyr:3").fullYield().withYield(0.98, 0.998, new Random(4));

  private RandomModels() {}

  /** Every pair with the given probability, biases from -1 to 1. */
  public static BinaryQuadraticModel model(Vartype vartype, int n, double density, long seed) {
    Random random = new Random(seed);
    BqmBuilder builder = BinaryQuadraticModel.builder(vartype, n);
    builder.addOffset(random.nextDouble(-1, 1));
    for (int u = 0; u < n; u++) {
      builder.addLinear(u, random.nextDouble(-1, 1));
      for (int v = 0; v < u; v++) {
        if (random.nextDouble() < density) {
          builder.addQuadratic(u, v, random.nextDouble(-1, 1));
        }
      }
    }
    return builder.build();
  }

  public static Sample sample(Vartype vartype, int n, Random random) {
    byte[] values = new byte[n];
    for (int v = 0; v < n; v++) {
      values[v] = random.nextBoolean() ? 1 : vartype.low();
    }
    return Sample.of(vartype, values);
  }

  /** The read whose chains all have the sample's values. */
  public static byte[] unbroken(Sample sample, Embedding embedding, WorkingGraph graph) {
    byte[] spins = new byte[graph.topology().indices()];
    for (int v = 0; v < sample.size(); v++) {
      for (int qubit : embedding.chain(v)) {
        spins[qubit] = (byte) (sample.value(v) == 1 ? 1 : -1);
      }
    }
    return spins;
  }

  public static byte[] read(WorkingGraph graph, Random random) {
    byte[] spins = new byte[graph.topology().indices()];
    for (int i = 0; i < spins.length; i++) {
      spins[i] = (byte) (random.nextBoolean() ? 1 : -1);
    }
    return spins;
  }
}
