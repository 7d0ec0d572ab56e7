package io.qahan.qubo.bqm;

import java.util.OptionalDouble;

/**
 * What a solver found.
 *
 * @param energy of the sample, recomputed from the model in double precision
 * @param lowerBound a certified lower bound of the least energy, where one is known
 * @param solver who found it; {@code auto:exact} when {@code auto} asked {@code exact}
 * @param solveNanos time taken
 * @param bestNanos time from the beginning until the sample was found
 */
public record BqmSolution(
    Sample sample,
    double energy,
    OptionalDouble lowerBound,
    String solver,
    long solveNanos,
    long bestNanos) {
  public BqmSolution {
    if (lowerBound.orElse(energy) > energy) {
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

  BqmSolution by(String solver) {
    return new BqmSolution(sample, energy, lowerBound, solver, solveNanos, bestNanos);
  }
}
