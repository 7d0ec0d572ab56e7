package io.qahan.qubo.mask.search;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskRounding;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.SolveRun;
import java.util.Arrays;

/**
 * Descent for SALIENT in a grid, in steps that each change the whole mask: as {@link
 * io.qahan.qubo.mask.chain.LinearisedDescent}, but the problem that is linear in x is solved
 * greedily, for no programme runs along a grid. A step that is no better ends it. For one thread.
 */
final class GridDescent implements SalientStarts.Descent {
  private final MaskProblem problem;
  private final MaskState state;
  private final double[] towards;
  private final double[] gains;
  private final long[] order;
  private final int indexBits;
  private Mask best;

  GridDescent(MaskProblem problem) {
    this.problem = problem;
    state = new MaskState(problem);
    towards = new double[problem.d()];
    gains = new double[problem.n()];
    order = new long[problem.n()];
    indexBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(problem.n() - 1));
  }

  @Override
  public double from(double[] start, int steps, SolveRun run) {
    System.arraycopy(start, 0, towards, 0, towards.length);
    double energy = Double.POSITIVE_INFINITY;
    for (int i = 0; i < steps && !run.outOfTime(); i++) {
      fill();
      Mask mask = state.mask();
      double now = state.energy();
      if (now >= energy - MaskRounding.near(problem, mask)) {
        break;
      }
      energy = now;
      best = mask;
      run.found(energy);
      System.arraycopy(state.t(), 0, towards, 0, towards.length);
    }
    return energy;
  }

  @Override
  public Mask best() {
    return best;
  }

  /** Keeps blocks by falling gain, as long as the gain is worth the count and the neighbours. */
  private void fill() {
    sortByGain();
    state.clear();
    int mask = (1 << indexBits) - 1;
    for (int i = order.length - 1; i >= 0; i--) {
      int a = (int) order[i] & mask;
      double count = problem.lambda1() * (1 + 2 * (state.count() - problem.k()));
      if (gains[a] <= count) {
        return;
      }
      if (gains[a] > count + problem.lambda2() * state.neighbours(a)) {
        state.flip(a);
      }
    }
  }

  private void sortByGain() {
    float[] blocks = problem.blocks();
    long low = (1L << indexBits) - 1;
    for (int a = 0, at = 0; a < gains.length; a++) {
      double dot = 0;
      for (int j = 0; j < towards.length; j++, at++) {
        dot += blocks[at] * towards[j];
      }
      gains[a] = 2 * problem.mu() * dot;
      long bits = Double.doubleToLongBits(gains[a]);
      long rising = bits ^ (bits >> 63 & Long.MAX_VALUE); // orders as the numbers do
      order[a] = (rising & ~low) | a; // the last bits of a gain make room for its block
    }
    Arrays.sort(order);
  }
}
