package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskRounding;
import io.qahan.qubo.mask.MaskState;
import java.util.Arrays;

/**
 * Annealing of one mask with exchanges (one block off, one on) and, less often, flips. Exchanges
 * carry the search: from one set of k blocks to another, flips alone must climb over lambda1, while
 * the differences that matter are a hundredth of it. For one thread; nothing is allocated in the
 * loop.
 */
final class Annealing {
  /**
   * -log(u) for u spread evenly over (0, 1): delta is accepted if it is below T times one of these.
   */
  private static final double[] THRESHOLDS = thresholds();

  private static final int THRESHOLD_BITS = 12;
  private static final int FLIP_ONE_IN = 8;

  private final MaskState state;
  private final int[] candidates;
  private final int[] kept;
  private final int[] place;
  private final FastRandom random;
  private final int n;
  private Annealing before;
  private Annealing after;
  private double bond;
  private double energy;
  private double bestEnergy;
  private final int[] bestKept;
  private int bestCount;
  private int count;

  /**
   * @param candidates the blocks to bring in, by preference; the others only come in by flips
   */
  Annealing(MaskState state, int[] candidates, FastRandom random) {
    this.state = state;
    this.candidates = candidates;
    this.random = random;
    n = state.problem().n();
    kept = new int[n];
    place = new int[n];
    bestKept = new int[n];
  }

  private static double[] thresholds() {
    int size = 1 << THRESHOLD_BITS;
    double[] thresholds = new double[size];
    for (int i = 0; i < size; i++) {
      thresholds[i] = -Math.log((i + 0.5) / size);
    }
    return thresholds;
  }

  /** Starts over from the given mask. */
  void restart(int[] blocks, int size) {
    state.clear();
    count = 0;
    for (int i = 0; i < size; i++) {
      state.flip(blocks[i]);
      place[blocks[i]] = count;
      kept[count++] = blocks[i];
    }
    energy = state.energy();
    bestEnergy = Double.POSITIVE_INFINITY;
    keepBest();
  }

  /**
   * Binds each block to itself in two others, as a Trotter slice is: where they differ costs.
   *
   * @param bond what a move costs for each block of the two that it leaves different, and gains for
   *     each that it makes the same, in units of energy
   */
  void bind(Annealing before, Annealing after, double bond) {
    this.before = before;
    this.after = after;
    this.bond = bond;
  }

  /** What flipping block a costs in bonds; 0 while there are none. */
  private double bonds(int a) {
    if (before == null) {
      return 0;
    }
    boolean keeps = state.keeps(a);
    return bond
        * ((before.state.keeps(a) == keeps ? 1 : -1) + (after.state.keeps(a) == keeps ? 1 : -1));
  }

  double bestEnergy() {
    return bestEnergy;
  }

  /** The best mask since the last restart. */
  Mask best() {
    return Mask.of(n, Arrays.copyOf(bestKept, bestCount));
  }

  /** Proposes the given number of moves at one temperature. */
  void moves(int moves, double temperature) {
    for (int i = 0; i < moves; i++) {
      long bits = random.nextLong();
      double limit = temperature * THRESHOLDS[(int) bits & ((1 << THRESHOLD_BITS) - 1)];
      int kind = (int) (bits >>> THRESHOLD_BITS) & (FLIP_ONE_IN - 1);
      if (kind == 0 || count == 0 || count == n) {
        flip(FastRandom.upper(bits, n), limit);
      } else {
        int off = kept[FastRandom.upper(bits, count)];
        int on = candidates[FastRandom.upper(bits * 0x9E3779B97F4A7C15L, candidates.length)];
        if (!state.keeps(on)) {
          exchange(off, on, limit);
        }
      }
    }
  }

  private void flip(int a, double limit) {
    double delta = state.flipDelta(a);
    if (delta + bonds(a) < limit) {
      if (state.keeps(a)) {
        count--;
        kept[place[a]] = kept[count];
        place[kept[count]] = place[a];
      } else {
        place[a] = count;
        kept[count++] = a;
      }
      state.flip(a);
      accept(delta);
    }
  }

  private void exchange(int off, int on, double limit) {
    double delta = state.exchangeDelta(off, on);
    if (delta + bonds(off) + bonds(on) < limit) {
      place[on] = place[off];
      kept[place[on]] = on;
      state.exchange(off, on);
      accept(delta);
    }
  }

  private void accept(double delta) {
    energy += delta;
    if (energy < bestEnergy) {
      keepBest();
    }
  }

  private void keepBest() {
    bestEnergy = energy;
    bestCount = count;
    System.arraycopy(kept, 0, bestKept, 0, count);
  }

  /** Exchanges and flips downhill, unbound, until none is left; from the best mask on. */
  void descend() {
    before = null;
    after = null;
    restart(bestKept.clone(), bestCount);
    double win = -MaskRounding.near(state.problem(), state.mask());
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int i = 0; i < count; i++) {
        for (int on : candidates) {
          if (!state.keeps(on)) {
            double before = energy;
            exchange(kept[i], on, win);
            moved |= energy < before;
          }
        }
      }
      for (int a = 0; a < n; a++) {
        double before = energy;
        flip(a, win);
        moved |= energy < before;
      }
    }
  }
}
