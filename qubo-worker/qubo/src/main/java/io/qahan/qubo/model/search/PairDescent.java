package io.qahan.qubo.model.search;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import java.util.Arrays;

/**
 * Goes down by flips and, where no flip wins any more, by exchanges: one variable to its greater
 * value and another to its lesser one. A term that holds the sum of all variables near a target,
 * such as a mask's count of kept blocks, makes every flip cost, and flips alone stop at the first
 * sample of the right sum. For one thread.
 */
public final class PairDescent {
  /** With more pairs than that, a look at all of them is not worth its time, and only flips go. */
  private static final long MOST_PAIRS = 1 << 20;

  private final LocalFields state;
  private final int n;
  private final int[] rowStarts;
  private final int[] neighbours;
  private final double[] biases;
  private final double[] row;

  private PairDescent(BinaryQuadraticModel model) {
    state = new LocalFields(model);
    n = model.variables();
    rowStarts = model.adjacency().rowStarts();
    neighbours = model.adjacency().neighbours();
    biases = model.adjacency().biases();
    row = new double[n];
  }

  /**
   * A sample that no flip and no exchange improves, at most as high as {@code start}.
   *
   * @throws IllegalArgumentException if the start is not one of the model
   */
  public static Sample from(Sample start, BinaryQuadraticModel model) {
    model.energy(start); // checks it
    PairDescent descent = new PairDescent(model);
    descent.state.set(start);
    do {
      descent.state.descend();
    } while (descent.exchange());
    byte[] values = new byte[model.variables()];
    descent.state.copyTo(values);
    return Sample.of(model.vartype(), values);
  }

  /** Makes the exchange that wins most, if one wins. */
  private boolean exchange() {
    double[] steps = state.steps();
    int ups = 0;
    for (int v = 0; v < n; v++) {
      ups += steps[v] < 0 ? 1 : 0;
    }
    if ((long) ups * (n - ups) > MOST_PAIRS) {
      return false;
    }
    double least = 0;
    int down = -1;
    int up = -1;
    for (int v = 0; v < n; v++) {
      if (steps[v] < 0) {
        spread(v);
        for (int u = 0; u < n; u++) {
          double delta = state.delta(v) + state.delta(u) + steps[v] * steps[u] * row[u];
          if (steps[u] > 0 && delta < least) {
            least = delta;
            down = v;
            up = u;
          }
        }
      }
    }
    if (!state.isDownhill(least)) {
      return false;
    }
    state.flip(down);
    state.flip(up);
    return true;
  }

  /** The biases of v's pairs, each at its partner's place. */
  private void spread(int v) {
    Arrays.fill(row, 0);
    for (int i = rowStarts[v]; i < rowStarts[v + 1]; i++) {
      row[neighbours[i]] = biases[i];
    }
  }
}
