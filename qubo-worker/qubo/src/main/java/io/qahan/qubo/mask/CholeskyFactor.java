package io.qahan.qubo.mask;

/**
 * The lower triangular L with L L^T = B B^T, for few long rows of B. That matrix is only positive
 * semidefinite: rows of B may be zero, or alike. A pivot that is nothing but rounding ends its
 * column.
 */
final class CholeskyFactor {
  /** Of the largest diagonal entry, for each row: what double precision leaves of a zero. */
  private static final double ROUNDING = 1e-15;

  private CholeskyFactor() {}

  /**
   * Of n rows of d values.
   *
   * @return n x n values, row-major
   */
  static float[] of(float[] rows, int n, int d) {
    double[] work = new double[n * n];
    double largest = 0;
    for (int a = 0; a < n; a++) {
      for (int b = 0; b <= a; b++) {
        work[a * n + b] = dot(rows, a * d, b * d, d);
      }
      largest = Math.max(largest, work[a * n + a]);
    }
    double nothing = largest * ROUNDING * n;
    for (int column = 0; column < n; column++) {
      double pivot = work[column * n + column] - dot(work, column * n, column * n, column);
      double root = pivot > nothing ? Math.sqrt(pivot) : 0;
      for (int row = column; row < n; row++) {
        double rest = work[row * n + column] - dot(work, row * n, column * n, column);
        work[row * n + column] = root == 0 ? 0 : rest / root;
      }
    }
    float[] factor = new float[n * n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b <= a; b++) {
        factor[a * n + b] = (float) work[a * n + b];
      }
    }
    return factor;
  }

  /** In four sums, which do not wait for each other. */
  private static double dot(float[] rows, int a, int b, int d) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int j = 0;
    for (; j < d - 3; j += 4) {
      first += (double) rows[a + j] * rows[b + j];
      second += (double) rows[a + j + 1] * rows[b + j + 1];
      third += (double) rows[a + j + 2] * rows[b + j + 2];
      fourth += (double) rows[a + j + 3] * rows[b + j + 3];
    }
    for (; j < d; j++) {
      first += (double) rows[a + j] * rows[b + j];
    }
    return first + second + third + fourth;
  }

  private static double dot(double[] matrix, int a, int b, int length) {
    double sum = 0;
    for (int j = 0; j < length; j++) {
      sum += matrix[a + j] * matrix[b + j];
    }
    return sum;
  }
}
