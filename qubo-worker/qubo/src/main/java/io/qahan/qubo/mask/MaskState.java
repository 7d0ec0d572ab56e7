package io.qahan.qubo.mask;

import java.util.Arrays;
import java.util.Locale;

/**
 * A mask being searched: x with t = B^T x, its count and its neighbouring pairs kept up to date, so
 * that a flip or an exchange is priced and made in O(d), whatever n is. Nothing is allocated after
 * construction. For one thread.
 */
public final class MaskState {
  private final MaskProblem problem;
  private final float[] blocks;
  private final double[] squaredNorms;
  private final int n;
  private final int d;
  private final int k;
  private final int columns;
  private final boolean chain;
  private final double weight;
  private final double lambda1;
  private final double lambda2;
  private final boolean[] kept;
  private final double[] t;
  private int count;
  private int pairs;

  /** Starts from the empty mask. */
  public MaskState(MaskProblem problem) {
    this.problem = problem;
    blocks = problem.blocks();
    squaredNorms = problem.squaredNorms();
    n = problem.n();
    d = problem.d();
    k = problem.k();
    columns = problem.columns();
    chain = problem.isChain();
    weight = problem.attentionWeight();
    lambda1 = problem.lambda1();
    lambda2 = problem.lambda2();
    kept = new boolean[n];
    t = new double[d];
  }

  /** Back to the empty mask. */
  public void clear() {
    Arrays.fill(kept, false);
    Arrays.fill(t, 0);
    count = 0;
    pairs = 0;
  }

  /** Becomes the given mask; O(n + count * d). */
  public void reset(Mask mask) {
    if (mask.size() != n) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a mask of [%d] blocks for a problem of [%d]", mask.size(), n));
    }
    clear();
    for (int block : mask.kept()) {
      flip(block);
    }
  }

  /** E after flipping block a minus E now; O(d). */
  public double flipDelta(int a) {
    double dot = 0;
    for (int j = 0, at = a * d; j < d; j++) {
      dot += blocks[at + j] * t[j];
    }
    if (kept[a]) {
      return weight * (squaredNorms[a] - 2 * dot)
          + lambda1 * (1 - 2 * (count - k))
          - lambda2 * neighbours(a);
    }
    return weight * (squaredNorms[a] + 2 * dot)
        + lambda1 * (1 + 2 * (count - k))
        + lambda2 * neighbours(a);
  }

  /** E after dropping the kept block {@code off} for the unkept block {@code on}, minus E now. */
  public double exchangeDelta(int off, int on) {
    double change = 0;
    int from = off * d;
    int to = on * d;
    for (int j = 0; j < d; j++) {
      double step = (double) blocks[to + j] - blocks[from + j];
      change += step * (2 * t[j] + step);
    }
    return weight * change + lambda2 * pairChange(off, on);
  }

  /** Keeps block a if it is not kept, drops it if it is; O(d). */
  public void flip(int a) {
    int at = a * d;
    if (kept[a]) {
      for (int j = 0; j < d; j++) {
        t[j] -= blocks[at + j];
      }
      kept[a] = false;
      count--;
      pairs -= neighbours(a);
    } else {
      for (int j = 0; j < d; j++) {
        t[j] += blocks[at + j];
      }
      kept[a] = true;
      count++;
      pairs += neighbours(a);
    }
  }

  /** Drops the kept block {@code off} and keeps {@code on} instead; O(d). */
  public void exchange(int off, int on) {
    flip(off);
    flip(on);
  }

  /** Kept neighbours of a: up to 2 in a chain, up to 4 in a grid. */
  public int neighbours(int a) {
    if (!chain) {
      return neighbours(kept, a, columns);
    }
    int neighbours = 0;
    if (a > 0 && kept[a - 1]) {
      neighbours++;
    }
    if (a + 1 < n && kept[a + 1]) {
      neighbours++;
    }
    return neighbours;
  }

  /**
   * Kept neighbours of a.
   *
   * @param columns blocks in a row of the grid; as many as there are blocks for a chain
   */
  public static int neighbours(boolean[] kept, int a, int columns) {
    int column = a % columns;
    int neighbours = column > 0 && kept[a - 1] ? 1 : 0;
    neighbours += column + 1 < columns && kept[a + 1] ? 1 : 0;
    neighbours += a >= columns && kept[a - columns] ? 1 : 0;
    neighbours += a + columns < kept.length && kept[a + columns] ? 1 : 0;
    return neighbours;
  }

  private int pairChange(int off, int on) {
    // "off" is still kept: next to it, "on" would count a neighbour that is about to go.
    int touching = problem.areNeighbours(off, on) ? 1 : 0;
    return neighbours(on) - touching - neighbours(off);
  }

  public MaskProblem problem() {
    return problem;
  }

  public boolean keeps(int a) {
    return kept[a];
  }

  /** Number of kept blocks. */
  public int count() {
    return count;
  }

  /** Number of kept pairs of neighbours. */
  public int pairs() {
    return pairs;
  }

  /** E(x), from t, the count and the pairs; O(d). */
  public double energy() {
    double excess = count - k;
    return weight * attentionEnergy() + lambda1 * excess * excess + lambda2 * pairs;
  }

  /** ||B^T x||^2; O(d). */
  public double attentionEnergy() {
    double sum = 0;
    for (double component : t) {
      sum += component * component;
    }
    return sum;
  }

  /** The mask as it is now. */
  public Mask mask() {
    return Mask.of(kept);
  }

  /** t = B^T x itself, read only. */
  public double[] t() {
    return t;
  }
}
