package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.SolveRun;

/**
 * What a search works with.
 *
 * @param first the state at the first mask
 * @param best the best mask so far, which the search improves
 * @param bound of the energy, from below
 */
record SearchTask(
    MaskState first,
    NormOrder order,
    FastRandom random,
    SearchStarts starts,
    BestMask best,
    double bound,
    SolveRun run) {
  MaskProblem problem() {
    return first.problem();
  }

  /** Whether to go downhill from where an annealing ended: it is wanted, and there is time. */
  boolean descends() {
    return run.options().descent() && !run.done();
  }

  /** Whether there is nothing left to find, or no time. */
  boolean over() {
    return best.energy() <= bound || run.done();
  }
}
