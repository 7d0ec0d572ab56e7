package io.qahan.qubo.mask.exact;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskRounding;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.SolveRun;
import java.util.Optional;

/** Every mask there is, in the order of a Gray code: one flip from each to the next. */
final class Enumeration {
  static final int MAX_BLOCKS = 24;

  /** How many masks between two looks at the clock, and between two fresh sums. */
  private static final int INTERVAL = 1 << 10;

  private final MaskState state;
  private final LeastMasks found;
  private boolean complete;

  /**
   * @param start the answer if there is no time for a better one
   */
  Enumeration(MaskProblem problem, Mask start) {
    state = new MaskState(problem);
    double norms = 0;
    for (double norm : problem.squaredNorms()) {
      norms += Math.sqrt(norm);
    }
    int n = problem.n();
    int flips = n + Math.min(INTERVAL, 1 << n);
    found = new LeastMasks(problem, MaskRounding.most(problem, n, norms, flips));
    found.offer(problem.energy(start), () -> start);
  }

  /** Tries all 2^n masks, or as many as there is time for. */
  void run(SolveRun run) {
    offer(0);
    int masks = 1 << state.problem().n();
    for (int i = 1; i < masks; i++) {
      if (i % INTERVAL == 0) {
        if (run.outOfTime()) {
          return;
        }
        state.reset(mask(i - 1)); // no rounding of earlier flips is left
      }
      // The i-th step of the reflected Gray code flips the lowest set bit of i.
      state.flip(Integer.numberOfTrailingZeros(i));
      offer(i);
    }
    complete = true;
  }

  private void offer(int step) {
    double energy = state.energy();
    if (energy <= found.limit()) {
      found.offer(energy, () -> mask(step));
    }
  }

  /** The mask after so many steps of the Gray code. */
  private Mask mask(int step) {
    int bits = step ^ (step >>> 1);
    boolean[] kept = new boolean[state.problem().n()];
    for (int a = 0; a < kept.length; a++) {
      kept[a] = (bits >>> a & 1) != 0;
    }
    return Mask.of(kept);
  }

  /** The best mask found. */
  Mask best() {
    return proven().orElseGet(found::likely);
  }

  /** What no mask is below. */
  double bound() {
    return complete ? found.bound() : Double.NEGATIVE_INFINITY;
  }

  /** The mask of least energy; empty if the time ran out, or if too many are too close to it. */
  Optional<Mask> proven() {
    return complete ? found.proven() : Optional.empty();
  }
}
