package io.qahan.qubo.model.search;

import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;

/**
 * A certified lower bound in one pass over the pairs: each variable's linear bias is dealt out to
 * its pairs in equal parts, and every pair is as low as it can be by itself:
 *
 * <pre>
 * E - offset >= sum_{u<v} min over x_u, x_v of (bias_uv x_u x_v + linear_u/d_u x_u + linear_v/d_v x_v)
 * </pre>
 *
 * <p>with d the degrees; variables in no pair are at their best value. At least as high as the sum
 * of all negative parts, the bound of the same kind that does not let a pair's terms meet.
 */
final class EdgeBound {
  /** A relative allowance for the rounding of sums, on the safe side. */
  private static final double ROUNDING = 1e-12;

  private EdgeBound() {}

  /** A bound of the energy without the offset. */
  static double of(BinaryQuadraticModel model) {
    Adjacency pairs = model.adjacency();
    int n = model.variables();
    double low = model.vartype().low();
    double[] parts = new double[n];
    double bound = 0;
    double size = 0;
    for (int v = 0; v < n; v++) {
      size += Math.abs(model.linear(v));
      if (pairs.degree(v) == 0) {
        bound += Math.min(model.linear(v), low * model.linear(v));
      } else {
        parts[v] = model.linear(v) / pairs.degree(v);
      }
    }
    for (int v = 0; v < n; v++) {
      int end = pairs.rowStarts()[v + 1];
      for (int i = pairs.rowStarts()[v]; i < end && pairs.neighbours()[i] < v; i++) {
        double bias = pairs.biases()[i];
        bound += least(bias, parts[pairs.neighbours()[i]], parts[v], low);
        size += Math.abs(bias);
      }
    }
    return bound - ROUNDING * size;
  }

  /** The least of the four values a pair can have. */
  private static double least(double bias, double atU, double atV, double low) {
    double lowLow = low * (low * bias + atU + atV);
    double highHigh = bias + atU + atV;
    double highLow = low * bias + atU + low * atV;
    double lowHigh = low * bias + low * atU + atV;
    return Math.min(Math.min(lowLow, highHigh), Math.min(highLow, lowHigh));
  }
}
