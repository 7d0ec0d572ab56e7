package io.qahan.qubo.mask.search;

import io.qahan.qubo.mask.MaskProblem;

/**
 * What flipping one candidate does to the price of every other: the rows of 2 * weight * B B^T over
 * the candidates, never all of them at once. For one thread.
 */
interface Couplings {
  /** Adds {@code factor} times row i to {@code pull}, one value per candidate. */
  void addRow(int i, double factor, double[] pull);

  /**
   * The cheaper way for a problem: from the factors, in O(m d) a row, or for d > 2 from rows of the
   * Gram matrix, in O(m) once a row has been needed.
   *
   * @param candidates m blocks
   */
  static Couplings of(MaskProblem problem, int[] candidates) {
    double[] components = components(problem, candidates);
    int d = problem.d();
    double scale = 2 * problem.attentionWeight();
    return d <= 2
        ? new Factored(components, candidates.length, d, scale)
        : new GramRows(components, candidates.length, d, scale);
  }

  /** The blocks by component, so that a row is d passes over plain arrays. */
  private static double[] components(MaskProblem problem, int[] candidates) {
    int m = candidates.length;
    int d = problem.d();
    float[] blocks = problem.blocks();
    double[] components = new double[m * d];
    for (int i = 0; i < m; i++) {
      for (int j = 0, at = candidates[i] * d; j < d; j++, at++) {
        components[j * m + i] = blocks[at];
      }
    }
    return components;
  }

  /** Rows made anew each time. */
  final class Factored implements Couplings {
    private final double[] components;
    private final int m;
    private final int d;
    private final double scale;

    Factored(double[] components, int m, int d, double scale) {
      this.components = components;
      this.m = m;
      this.d = d;
      this.scale = scale;
    }

    @Override
    public void addRow(int i, double factor, double[] pull) {
      for (int j = 0; j < d; j++) {
        addScaled(components, j * m, scale * factor * components[j * m + i], pull);
      }
    }
  }

  /** Rows made when first needed, and kept. */
  final class GramRows implements Couplings {
    private final Factored factored;
    private final double[][] rows;

    GramRows(double[] components, int m, int d, double scale) {
      factored = new Factored(components, m, d, scale);
      rows = new double[m][];
    }

    @Override
    public void addRow(int i, double factor, double[] pull) {
      if (rows[i] == null) {
        rows[i] = new double[rows.length];
        factored.addRow(i, 1, rows[i]);
      }
      addScaled(rows[i], 0, factor, pull);
    }
  }

  private static void addScaled(double[] values, int from, double factor, double[] into) {
    for (int a = 0; a < into.length; a++) {
      into[a] += factor * values[from + a];
    }
  }
}
