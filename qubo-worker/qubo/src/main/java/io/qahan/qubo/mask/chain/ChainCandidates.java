package io.qahan.qubo.mask.chain;

import io.qahan.qubo.mask.NormOrder;
import java.util.Arrays;

/**
 * The positions of the largest values, in ascending order of position: at a price above {@link
 * #threshold()} per block no other position is worth keeping.
 */
final class ChainCandidates {
  private final double[] values;
  private final NormOrder order;
  private final int[] positions;
  private final double[] chosen;
  private int size;
  private double threshold;

  /**
   * @param values one per position; their magnitudes are the norms of the order
   */
  ChainCandidates(double[] values, NormOrder order) {
    this.values = values;
    this.order = order;
    positions = new int[values.length];
    chosen = new double[values.length];
    collect();
  }

  private ChainCandidates(double[] values) {
    this.values = values;
    order = null;
    positions = new int[values.length];
    Arrays.setAll(positions, a -> a);
    chosen = values;
    size = values.length;
    threshold = Double.NEGATIVE_INFINITY;
  }

  /** All positions, with the values that stand in the array at the time. */
  static ChainCandidates all(double[] values) {
    return new ChainCandidates(values);
  }

  /** Takes in more positions until the threshold is at most the given value. */
  void reach(double value) {
    while (threshold > value) {
      order.reach(value < 0 ? values.length : Math.min(values.length, 2 * order.size()));
      collect();
    }
  }

  private void collect() {
    boolean all = order.size() == values.length;
    double least = all ? Double.NEGATIVE_INFINITY : order.norm(order.size() - 1);
    int found = 0;
    for (int a = 0; a < values.length; a++) {
      if (values[a] >= least) {
        positions[found] = a;
        chosen[found++] = values[a];
      }
    }
    size = found;
    threshold = least;
  }

  int size() {
    return size;
  }

  int[] positions() {
    return positions;
  }

  double[] values() {
    return chosen;
  }

  double threshold() {
    return threshold;
  }
}
