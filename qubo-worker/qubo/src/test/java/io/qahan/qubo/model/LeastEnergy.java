package io.qahan.qubo.model;

import java.util.Arrays;

/**
 * The least energy of all 2^n samples: the tests' own oracle, on a dense matrix. Each run of 1,024
 * samples is in the order of a Gray code, every variable's field carried from one to the next; the
 * next run begins afresh, so that rounding does not add up.
 */
public final class LeastEnergy {
  private static final int CARRIED_BITS = 10;

  private final int n;
  private final double low;
  private final double offset;
  private final double[] linear;
  private final double[][] biases;
  private double least = Double.POSITIVE_INFINITY;

  private LeastEnergy(BinaryQuadraticModel model) {
    n = model.variables();
    low = model.vartype() == Vartype.SPIN ? -1 : 0;
    offset = model.offset();
    linear = new double[n];
    biases = new double[n][n];
    for (int v = 0; v < n; v++) {
      linear[v] = model.linear(v);
      for (int u = 0; u < n; u++) {
        biases[v][u] = u == v ? 0 : model.quadratic(v, u);
      }
    }
  }

  public static double of(BinaryQuadraticModel model) {
    LeastEnergy all = new LeastEnergy(model);
    for (int first = 0; first < 1 << all.n; first += 1 << CARRIED_BITS) {
      all.run(first);
    }
    return all.least;
  }

  /** All samples that differ from the first one in the lowest bits only. */
  private void run(int first) {
    double[] values = new double[n];
    for (int v = 0; v < n; v++) {
      values[v] = (first >>> v & 1) == 1 ? 1 : low;
    }
    double[] fields = linear.clone();
    double energy = offset;
    for (int v = 0; v < n; v++) {
      for (int u = 0; u < n; u++) {
        fields[v] += biases[v][u] * values[u];
      }
      energy += values[v] * (linear[v] + fields[v]) / 2;
    }
    least = Math.min(least, energy);
    double[] steps = new double[n]; // what the next flip adds to a variable
    Arrays.fill(steps, 1 - low);
    for (int i = 1; i < 1 << Math.min(n, CARRIED_BITS); i++) {
      int v = Integer.numberOfTrailingZeros(i);
      double step = steps[v];
      double[] row = biases[v];
      energy += step * fields[v];
      for (int u = 0; u < n; u++) {
        fields[u] += step * row[u];
      }
      steps[v] = -step;
      least = Math.min(least, energy);
    }
  }
}
