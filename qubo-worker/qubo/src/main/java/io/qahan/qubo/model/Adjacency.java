package io.qahan.qubo.model;

import java.util.Arrays;

/**
 * The pairs of a model as a symmetric matrix in compressed rows: row v holds v's neighbours,
 * ascending, and the bias of each pair; every pair is in the rows of both its ends. Thread safe.
 * The arrays are shared with whoever asks for them and read only by agreement, so that solvers can
 * run on them.
 */
public final class Adjacency {
  /** Most pairs: two entries each in one Java array. */
  public static final int MAX_INTERACTIONS = (Integer.MAX_VALUE - 8) / 2;

  private final int[] rowStarts;
  private final int[] neighbours;
  private final double[] biases;

  public Adjacency(int[] rowStarts, int[] neighbours, double[] biases) {
    this.rowStarts = rowStarts;
    this.neighbours = neighbours;
    this.biases = biases;
  }

  /** Where each row begins, n + 1 places: row v is from [v] to before [v + 1]. */
  public int[] rowStarts() {
    return rowStarts;
  }

  /** The other end of each entry's pair. */
  public int[] neighbours() {
    return neighbours;
  }

  /** The bias of each entry's pair. */
  public double[] biases() {
    return biases;
  }

  /** Number of variables. */
  public int variables() {
    return rowStarts.length - 1;
  }

  /** Number of pairs. */
  public int interactions() {
    return neighbours.length / 2;
  }

  /** Number of v's neighbours. */
  public int degree(int v) {
    return rowStarts[v + 1] - rowStarts[v];
  }

  /** The bias of the pair u, v; 0 where it has none. */
  double bias(int u, int v) {
    int at = Arrays.binarySearch(neighbours, rowStarts[u], rowStarts[u + 1], v);
    return at < 0 ? 0 : biases[at];
  }

  /** Adds up what v's pairs with lesser variables come to. */
  void addPairsBelow(int v, Sample sample, CompensatedSum energy) {
    int value = sample.value(v);
    for (int i = rowStarts[v]; i < rowStarts[v + 1] && neighbours[i] < v; i++) {
      energy.add(value * sample.value(neighbours[i]) * biases[i]);
    }
  }

  /** The place of the first entry whose pair is not in its other end's row just so; -1 if none. */
  public int firstUnmatched() {
    int n = variables();
    int[] next = new int[n];
    for (int v = 0; v < n; v++) {
      int i = rowStarts[v];
      for (; i < rowStarts[v + 1] && neighbours[i] < v; i++) {
        int u = neighbours[i];
        int mirror = next[u]++;
        if (mirror == rowStarts[u + 1] || neighbours[mirror] != v || biases[mirror] != biases[i]) {
          return i;
        }
      }
      next[v] = i;
    }
    for (int v = 0; v < n; v++) {
      if (next[v] < rowStarts[v + 1]) {
        return next[v];
      }
    }
    return -1;
  }

  /** The same pairs with every bias multiplied. */
  Adjacency scaled(double factor) {
    double[] scaled = new double[biases.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = factor * biases[i];
    }
    return new Adjacency(rowStarts, neighbours, scaled);
  }
}
