package io.qahan.qubo.mask;

import java.util.Locale;

/** What makes a mask problem acceptable; every message names the value and what would be right. */
final class ProblemChecks {
  private ProblemChecks() {}

  /** Checks all that a problem is made of and returns ||B_a||^2 of each block. */
  static double[] squaredNorms(
      float[] blocks, int n, int d, Objective objective, double[] lambdas, int k) {
    if (objective == null) {
      throw new IllegalArgumentException("the objective is missing");
    }
    shape(n, d);
    if (blocks == null || blocks.length != (long) n * d) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the block matrix has [%s] values but its shape is [%d x %d]",
              blocks == null ? "no" : blocks.length,
              n,
              d));
    }
    if (k < 0 || k > n) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "k [%d] must be from 0 to the number of blocks n [%d]", k, n));
    }
    weight("lambda1", lambdas[0]);
    weight("lambda2", lambdas[1]);
    if (!Double.isFinite(lambdas[0] * n * n + 2 * lambdas[1] * n)) {
      throw new IllegalArgumentException(
          "lambda1 [%s] or lambda2 [%s] is so large that energies overflow"
              .formatted(lambdas[0], lambdas[1]));
    }
    double[] norms = new double[n];
    for (int a = 0, at = 0; a < n; a++) {
      double norm = 0;
      for (int j = 0; j < d; j++, at++) {
        norm += (double) blocks[at] * blocks[at];
      }
      norms[a] = norm;
      if (!Double.isFinite(norm)) {
        throw notFinite(blocks, a, d);
      }
    }
    return norms;
  }

  static void shape(long n, long d) {
    if (n < 1 || d < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a block matrix of n [%d] x d [%d]; both must be at least 1", n, d));
    }
  }

  static void kept(int k, double lambda1) {
    if (k < 0 || !Double.isFinite(lambda1 * k * k)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "k [%d] must be at least 0, and small enough for its energy at lambda1 [%s]",
              k,
              lambda1));
    }
  }

  static void columns(int columns, int n) {
    if (columns < 1 || columns > n || n % columns != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] columns do not cut n [%d] blocks into equal rows; give a divisor of n",
              columns,
              n));
    }
  }

  static void weight(String name, double weight) {
    if (!Double.isFinite(weight) || weight < 0) {
      throw new IllegalArgumentException("%s [%s] must be finite and >= 0".formatted(name, weight));
    }
  }

  private static IllegalArgumentException notFinite(float[] blocks, int block, int d) {
    int j = 0;
    while (Float.isFinite(blocks[block * d + j])) {
      j++;
    }
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "block [%d] has value [%s] at place [%d]; every value must be finite",
            block,
            blocks[block * d + j],
            j));
  }
}
