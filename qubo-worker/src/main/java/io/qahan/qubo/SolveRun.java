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

  /** The answer: the found mask, or the caller's start where that is better. */
  MaskSolution finish(Mask found, OptionalDouble lowerBound, String solver) {
    Mask best = found;
    double energy = problem.energy(found);
    long now = nanoClock.getAsLong();
    if (options.start().isPresent()) {
      double startEnergy = problem.energy(options.start().get());
      if (startEnergy < energy) {
        best = options.start().get();
        energy = startEnergy;
        bestAt = startedAt;
      }
    }
    if (bestEnergy == Double.POSITIVE_INFINITY) {
      bestAt = now;
    }
    return new MaskSolution(
        best, energy, atMost(lowerBound, energy), solver, now - startedAt, bestAt - startedAt);
  }

  /** A certified bound can only be above a true energy by rounding. */
  private static OptionalDouble atMost(OptionalDouble bound, double energy) {
    return bound.isPresent() ? OptionalDouble.of(Math.min(bound.getAsDouble(), energy)) : bound;
  }
}
