package io.qahan.dwave.decomposition;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Chooses variables for subproblems by what their flips do to the energy: those first whose flip
 * wins most or costs least, and call by call on down the list, whose order follows the sample; when
 * a given part of all variables has had its turn it begins anew. For one thread.
 *
 * <p>D-Wave's own decomposer begins with the flips that cost most, qbsolv with those that win most.
 * In a local minimum the first are variables that a subproblem leaves as they are: measured, they
 * win next to nothing.
 */
final class EnergyImpact {
  private final BinaryQuadraticModel model;
  private final int size;
  private final double history;
  private final BitSet used = new BitSet();

  /**
   * @param size of the subproblems, at most the number of variables
   * @param history part of the variables after which it begins anew, 0 to 1
   */
  EnergyImpact(BinaryQuadraticModel model, int size, double history) {
    this.model = model;
    this.size = size;
    this.history = history;
  }

  int[] next(Sample sample) {
    int n = model.variables();
    if (used.cardinality() >= history * n || used.cardinality() + size > n) {
      used.clear();
    }
    FlipCosts flips = new FlipCosts(model, sample);
    double[] costs = IntStream.range(0, n).mapToDouble(flips::cost).toArray();
    Integer[] order =
        IntStream.range(0, n).filter(v -> !used.get(v)).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(v -> costs[v]));
    int[] chosen = Arrays.stream(order).limit(size).mapToInt(Integer::intValue).toArray();
    Arrays.stream(chosen).forEach(used::set);
    return chosen;
  }
}
