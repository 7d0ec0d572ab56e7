package io.qahan.qubo.bqm;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** One call of a solver: its clock, what ends it, and the best sample so far. For one thread. */
final class BqmRun {
  private final BinaryQuadraticModel model;
  private final BqmOptions options;
  private final LongSupplier nanoClock;
  private final long startedAt;
  private final long budgetNanos;
  private final double lowerBound;
  private final byte[] best;
  private double bestEnergy = Double.POSITIVE_INFINITY;
  private long bestNanos;

  BqmRun(BinaryQuadraticModel model, BqmOptions options, LongSupplier nanoClock) {
    this.model = model;
    this.options = options;
    this.nanoClock = nanoClock;
    startedAt = nanoClock.getAsLong();
    budgetNanos = saturatedNanos(options.timeBudget());
    lowerBound = EdgeBound.of(model);
    best = new byte[model.variables()];
    options.start().ifPresent(this::takeStart);
  }

  private static long saturatedNanos(Duration budget) {
    return budget.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0
        ? Long.MAX_VALUE
        : budget.toNanos();
  }

  private void takeStart(Sample start) {
    bestEnergy = model.energy(start);
    System.arraycopy(start.values(), 0, best, 0, best.length);
  }

  BqmOptions options() {
    return options;
  }

  double bestEnergy() {
    return bestEnergy;
  }

  /** Whether there is no time left, or nothing left to look for. */
  boolean over() {
    return bestEnergy <= lowerBound
        || bestEnergy <= options.target().orElse(Double.NEGATIVE_INFINITY)
        || nanoClock.getAsLong() - startedAt >= budgetNanos;
  }

  /** Keeps this sample if it is the best so far; whether it is. */
  boolean offer(LocalFields state) {
    if (state.energy() >= bestEnergy - model.rounding()) {
      return false;
    }
    bestEnergy = state.energy();
    bestNanos = nanoClock.getAsLong() - startedAt;
    state.copyTo(best);
    return true;
  }

  /** The best sample. */
  Sample best() {
    return Sample.of(model.vartype(), best);
  }

  BqmSolution finish(String solver) {
    return finish(lowerBound, solver);
  }

  /** The answer; the better of that bound and the cheap one goes with it. */
  BqmSolution finish(double bound, String solver) {
    double energy = model.energy(best());
    // A certified bound can only be above a true energy by rounding.
    double certified = Math.min(Math.max(bound, lowerBound), energy);
    return new BqmSolution(
        best(),
        energy,
        OptionalDouble.of(certified),
        solver,
        nanoClock.getAsLong() - startedAt,
        bestNanos);
  }
}
