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
    int[] places = new int[d];
    for (int a = 0; a < n; a++) {
      int filled = 0; // behind a rectifier most of a row is zero
      for (int j = 0; j < d; j++) {
        places[filled] = j;
        filled += rows[a * d + j] == 0 ? 0 : 1;
      }
      for (int b = 0; b <= a; b++) {
        work[a * n + b] = dot(rows, a * d, b * d, places, filled);
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

  /** Of the given places of two rows, in four sums, which do not wait for each other. */
  private static double dot(float[] rows, int a, int b, int[] places, int filled) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i < filled - 3; i += 4) {
      first += (double) rows[a + places[i]] * rows[b + places[i]];
      second += (double) rows[a + places[i + 1]] * rows[b + places[i + 1]];
      third += (double) rows[a + places[i + 2]] * rows[b + places[i + 2]];
      fourth += (double) rows[a + places[i + 3]] * rows[b + places[i + 3]];
    }
    for (; i < filled; i++) {
      first += (double) rows[a + places[i]] * rows[b + places[i]];
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
