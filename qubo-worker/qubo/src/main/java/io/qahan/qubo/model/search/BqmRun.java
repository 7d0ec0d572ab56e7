package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.RunClock;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.Sample;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * One call of a solver: its clock, what ends it, and the best sample so far. Energies are without
 * the offset until the answer is made: beside a large one their differences are lost. For one
 * thread.
 */
final class BqmRun {
  private final BinaryQuadraticModel model;
  private final BqmOptions options;
  private final RunClock clock;
  private final double lowerBound;
  private final byte[] best;
  private double bestEnergy = Double.POSITIVE_INFINITY;
  private long bestNanos;

  BqmRun(BinaryQuadraticModel model, BqmOptions options, LongSupplier nanoClock) {
    this.model = model;
    this.options = options;
    clock = new RunClock(options.timeBudget(), nanoClock);
    lowerBound = EdgeBound.of(model);
    best = new byte[model.variables()];
    options.start().ifPresent(this::takeStart);
  }

  private void takeStart(Sample start) {
    bestEnergy = model.energyWithoutOffset(start);
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
        || model.offset() + bestEnergy <= options.target().orElse(Double.NEGATIVE_INFINITY)
        || clock.outOfTime();
  }

  /** Keeps this sample if it is the best so far; whether it is. */
  boolean offer(LocalFields state) {
    if (state.energy() >= bestEnergy - model.rounding()) {
      return false;
    }
    bestEnergy = state.energy();
    bestNanos = clock.nanos();
    state.copyTo(best);
    return true;
  }

  /** The best sample. */
  Sample best() {
    return Sample.of(model.vartype(), best);
  }

  /** The answer, with the cheap bound. */
  Solution<Sample> finish(String solver) {
    double energy = model.energy(best());
    // Rounding must not make a proof of a bound.
    double bound =
        bestEnergy <= lowerBound
            ? energy
            : Math.min(Math.nextDown(model.offset() + lowerBound), Math.nextDown(energy));
    return finish(energy, bound, solver);
  }

  /** The answer, if no sample has less energy than this one. */
  Solution<Sample> finishProven(Sample optimum, String solver) {
    if (!optimum.equals(best())) { // which rounding took for the better one
      System.arraycopy(optimum.values(), 0, best, 0, best.length);
      bestNanos = clock.nanos();
    }
    double energy = model.energy(optimum);
    return finish(energy, energy, solver);
  }

  private Solution<Sample> finish(double energy, double bound, String solver) {
    return new Solution<>(
        best(), energy, OptionalDouble.of(bound), solver, clock.nanos(), bestNanos);
  }
}
