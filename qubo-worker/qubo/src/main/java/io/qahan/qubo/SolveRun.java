package io.qahan.qubo;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** One call of a solver: its clock, its time budget, and the checks its answer passes through. */
final class SolveRun {
  private final MaskProblem problem;
  private final SolveOptions options;
  private final LongSupplier nanoClock;
  private final long startedAt;
  private final long budgetNanos;
  private final double target;
  private double bestEnergy = Double.POSITIVE_INFINITY;
  private long bestAt;

  SolveRun(MaskProblem problem, SolveOptions options, LongSupplier nanoClock) {
    options
        .start()
        .filter(start -> start.size() != problem.n())
        .ifPresent(
            start -> {
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT,
                      "the start has [%d] blocks, the problem [%d]",
                      start.size(),
                      problem.n()));
            });
    this.problem = problem;
    this.options = options;
    this.nanoClock = nanoClock;
    startedAt = nanoClock.getAsLong();
    bestAt = startedAt;
    budgetNanos = saturatedNanos(options.timeBudget());
    target = options.target().orElse(Double.NEGATIVE_INFINITY);
  }

  private static long saturatedNanos(Duration budget) {
    return budget.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0
        ? Long.MAX_VALUE
        : budget.toNanos();
  }

  SolveOptions options() {
    return options;
  }

  boolean outOfTime() {
    return nanoClock.getAsLong() - startedAt >= budgetNanos;
  }

  /** Tells of a mask that was found, so that it is known when the best one was. */
  void found(double energy) {
    if (energy < bestEnergy) {
      bestEnergy = energy;
      bestAt = nanoClock.getAsLong();
    }
  }

  /** Takes note of another solver's answer, which was found while this run went on. */
  void found(MaskSolution solution) {
    if (solution.energy() < bestEnergy) {
      bestEnergy = solution.energy();
      bestAt = nanoClock.getAsLong() - (solution.solveNanos() - solution.bestNanos());
    }
  }

  /** Whether to stop: the target is met, or the time is over. */
  boolean done() {
    return bestEnergy <= target || outOfTime();
  }

  /** The answer: a mask that none is better than, whatever energies look like. */
  MaskSolution finishProven(Mask optimum, String solver) {
    double energy = problem.energy(optimum);
    return finish(optimum, energy, OptionalDouble.of(energy), solver);
  }

  /**
   * The answer: the found mask, or the caller's start where that is better.
   *
   * @param lowerBound that no mask is below, rounding included
   */
  MaskSolution finish(Mask found, OptionalDouble lowerBound, String solver) {
    Mask best = found;
    double energy = problem.energy(found);
    if (options.start().isPresent()) {
      double startEnergy = problem.energy(options.start().get());
      if (startEnergy < energy) {
        best = options.start().get();
        energy = startEnergy;
        bestAt = startedAt;
      }
    }
    return finish(best, energy, below(lowerBound, best, energy), solver);
  }

  private MaskSolution finish(Mask best, double energy, OptionalDouble bound, String solver) {
    long now = nanoClock.getAsLong();
    if (bestEnergy == Double.POSITIVE_INFINITY) {
      bestAt = now;
    }
    return new MaskSolution(best, energy, bound, solver, now - startedAt, bestAt - startedAt);
  }

  /**
   * A certified bound can only be above an energy by what rounding made of that. It is no proof
   * then, unless both are 0 and the energy is so in exact arithmetic too.
   */
  private OptionalDouble below(OptionalDouble bound, Mask mask, double energy) {
    if (bound.isEmpty() || bound.getAsDouble() < energy || isZero(mask, energy)) {
      return bound;
    }
    return OptionalDouble.of(Math.nextDown(energy));
  }

  private boolean isZero(Mask mask, double energy) {
    return energy == 0 && LeastMasks.exactEnergy(problem, mask).signum() == 0;
  }
}
