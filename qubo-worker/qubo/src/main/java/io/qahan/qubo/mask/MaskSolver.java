package io.qahan.qubo.mask;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;

/**
 * Finds a mask of low energy.
 *
 * <p>Every solver is thread safe; deterministic (same problem, same options, same mask) unless its
 * time budget cuts it short; and never worse than the greedy mask (unless asked to begin at random)
 * or than the start it was given.
 */
public interface MaskSolver {
  /** The name it is asked for by, for example {@code sa}. */
  String name();

  /**
   * Solves one problem; when the time budget ends first, returns the best mask found so far.
   *
   * @throws UnsolvableException if this solver cannot take a problem of this kind at all
   */
  Solution<Mask> solve(MaskProblem problem, SolveOptions options);

  /**
   * Whether it ends such a problem by itself within a millisecond or so, whatever its time budget:
   * to cut it short would save nothing and cost a proof.
   */
  default boolean isQuick(MaskProblem problem) {
    return false;
  }
}
