package io.qahan.qubo;

/** Every mask there is, in the order of a Gray code: one flip from each to the next. */
final class Enumeration {
  static final int MAX_BLOCKS = 24;

  /** How many masks between two looks at the clock. */
  private static final int CLOCK_INTERVAL = 1 << 10;

  private final MaskState state;
  private final Mask start;
  private int best = -1;

  /**
   * @param start what a mask has to be better than to be taken
   */
  Enumeration(MaskProblem problem, Mask start) {
    this.state = new MaskState(problem);
    this.start = start;
  }

  /** Tries all 2^n masks; false if the time ran out before the last. */
  boolean run(SolveRun run) {
    double bestEnergy = state.problem().energy(start);
    if (state.energy() < bestEnergy) {
      bestEnergy = state.energy();
      best = 0;
    }
    int masks = 1 << state.problem().n();
    for (int i = 1; i < masks; i++) {
      if (i % CLOCK_INTERVAL == 0 && run.outOfTime()) {
        return false;
      }
      // The i-th step of the reflected Gray code flips the lowest set bit of i.
      state.flip(Integer.numberOfTrailingZeros(i));
      double energy = state.energy();
      if (energy < bestEnergy) {
        bestEnergy = energy;
        best = i ^ (i >>> 1);
      }
    }
    return true;
  }

  /** The best mask found. */
  Mask best() {
    if (best < 0) {
      return start;
    }
    int n = start.size();
    boolean[] kept = new boolean[n];
    for (int a = 0; a < n; a++) {
      kept[a] = (best >>> a & 1) != 0;
    }
    return Mask.of(kept);
  }
}
