package io.qahan.qubo.mask.chain;

import java.util.Arrays;

/** Kept positions on the chain with their count, value and pairs; a reused buffer. */
final class ChainMask {
  final int[] kept;
  int count;

  /** Sum of the kept values. */
  double sum;

  /** Kept positions whose successor is kept too. */
  int pairs;

  ChainMask(int n) {
    kept = new int[n];
  }

  void clear() {
    count = 0;
    sum = 0;
    pairs = 0;
  }

  /** Keeps a position after the last kept one. */
  void append(int position, double value) {
    if (count > 0 && kept[count - 1] == position - 1) {
      pairs++;
    }
    kept[count++] = position;
    sum += value;
  }

  int[] copyOfKept() {
    return Arrays.copyOf(kept, count);
  }

  /**
   * A mask of the given count out of two that are optimal at the same price: this one's start and
   * the other's end, joined where the two agree, so that no pair is made or lost and the result is
   * optimal too.
   *
   * @return whether there is such a joint; rounding can leave none
   */
  boolean join(ChainMask other, double[] values, boolean anywhere, int wanted, ChainMask into) {
    int ours = 0;
    int theirs = 0;
    boolean agreed = true;
    for (int j = 0; j < values.length; j++) {
      boolean our = ours < count && kept[ours] == j;
      boolean their = theirs < other.count && other.kept[theirs] == j;
      boolean agree = our == their;
      if ((agree || agreed || anywhere) && ours + other.count - theirs == wanted) {
        into.clear();
        for (int i = 0; i < ours; i++) {
          into.append(kept[i], values[kept[i]]);
        }
        for (int i = theirs; i < other.count; i++) {
          into.append(other.kept[i], values[other.kept[i]]);
        }
        return true;
      }
      ours += our ? 1 : 0;
      theirs += their ? 1 : 0;
      agreed = agree;
    }
    return false;
  }
}
