package io.qahan.qubo.model;

import java.util.List;
import java.util.Optional;

/**
 * A binary quadratic model one row at a time, so that a dense one can be written without ever being
 * held:
 *
 * <pre>
 * E(x) = offset + sum_v linear_v x_v + sum_{u<v} bias_uv x_u x_v
 * </pre>
 *
 * <p>with every x_v of the same {@link Vartype}. Thread safe.
 */
public interface BqmRows {
  Vartype vartype();

  /** Number of variables n, at least 1; they are 0 to n - 1. */
  int variables();

  /** Number of pairs that have a bias, each counted once. */
  int interactions();

  double offset();

  /** The linear bias of variable v. */
  double linear(int v);

  /** Number of pairs that v is in. */
  int degree(int v);

  /**
   * Writes v's neighbours, ascending, and the biases of its pairs to the front of the given arrays.
   * A pair is in the rows of both its ends, with the very same bias.
   */
  void row(int v, int[] neighbours, double[] biases);

  /** What the variables are called, n distinct labels; empty where they are called 0 to n - 1. */
  default Optional<List<Label>> labels() {
    return Optional.empty();
  }

  /** The length that the arrays of {@link #row} need. */
  default int maxDegree() {
    int max = 0;
    for (int v = 0; v < variables(); v++) {
      max = Math.max(max, degree(v));
    }
    return max;
  }
}
