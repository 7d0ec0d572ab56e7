package io.qahan.qubo.kernel;

import java.util.OptionalDouble;

/**
 * What a solver found.
 *
 * @param <A> what answers a problem of this kind: a mask, or a sample of a model
 * @param energy of the answer, recomputed from the problem in double precision
 * @param lowerBound a certified lower bound of the least energy, where one is known
 * @param solver who found it; {@code auto:exact} when {@code auto} asked {@code exact}
 * @param solveNanos time taken, in nanoseconds
 * @param bestNanos how much of it had passed when this answer was found
 */
public record Solution<A>(
    A answer,
    double energy,
    OptionalDouble lowerBound,
    String solver,
    long solveNanos,
    long bestNanos) {
  public Solution {
    if (lowerBound.isPresent() && lowerBound.getAsDouble() > energy) {
      throw new IllegalArgumentException(
          "lower bound [%s] above the energy [%s] of solver [%s]"
              .formatted(lowerBound.getAsDouble(), energy, solver));
    }
  }

  /**
   * (energy - lower bound) / |lower bound|: 0 for a proven optimum; empty where no bound is known,
   * or where the bound is 0 and the energy is not.
   */
  public OptionalDouble relativeGap() {
    if (lowerBound.isEmpty()) {
      return OptionalDouble.empty();
    }
    double bound = lowerBound.getAsDouble();
    if (energy == bound) {
      return OptionalDouble.of(0);
    }
    return bound == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((energy - bound) / Math.abs(bound));
  }

  /** The same, said to be found by another, or by one in another's name. */
  public Solution<A> by(String solver) {
    return new Solution<>(answer, energy, lowerBound, solver, solveNanos, bestNanos);
  }
}
