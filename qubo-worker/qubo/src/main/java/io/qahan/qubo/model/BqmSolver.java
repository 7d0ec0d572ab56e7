package io.qahan.qubo.model;

import io.qahan.qubo.kernel.Solution;

/**
 * Finds a sample of low energy.
 *
 * <p>Every solver is thread safe; never worse than steepest descent from the start it is given (or
 * from all variables at their lesser value); and deterministic (same model, same options, same
 * sample) where sweeps or reads bound it and the time budget does not end first.
 */
public interface BqmSolver {
  /** The name it is asked for by, for example {@code sa}. */
  String name();

  /**
   * Solves one model; returns the best sample found when the work is done, the target is met, the
   * sample is proven to be optimal, or the time budget ends.
   *
   * @throws io.qahan.qubo.kernel.UnsolvableException if this solver cannot take a model of this
   *     kind at all
   * @throws IllegalArgumentException if the start is of another size or vartype than the model
   */
  Solution<Sample> solve(BinaryQuadraticModel model, BqmOptions options);
}
