package io.qahan.qubo.mask;

import io.qahan.qubo.kernel.RunClock;
import io.qahan.qubo.kernel.Solution;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** One call of a solver: its clock, its time budget, and the checks its answer passes through. */
public final class SolveRun {
  private final MaskProblem problem;
  private final SolveOptions options;
  private final RunClock clock;
  private final double target;
  private double bestEnergy = Double.POSITIVE_INFINITY;
  private long bestNanos;

  public SolveRun(MaskProblem problem, SolveOptions options, LongSupplier nanoClock) {
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
    clock = new RunClock(options.timeBudget(), nanoClock);
    target = options.target().orElse(Double.NEGATIVE_INFINITY);
  }

  public SolveOptions options() {
    return options;
  }

  public boolean outOfTime() {
    return clock.outOfTime();
  }

  /** Tells of a mask that was found, so that it is known when the best one was. */
  public void found(double energy) {
    if (energy < bestEnergy) {
      bestEnergy = energy;
      bestNanos = clock.nanos();
    }
  }

  /** Takes note of another solver's answer, which was found while this run went on. */
  public void found(Solution<Mask> solution) {
    if (solution.energy() < bestEnergy) {
      bestEnergy = solution.energy();
      bestNanos = clock.nanos() - (solution.solveNanos() - solution.bestNanos());
    }
  }

  /** Whether to stop: the target is met, or the time is over. */
  public boolean done() {
    return bestEnergy <= target || outOfTime();
  }

  /** The answer: a mask that none is better than, whatever energies look like. */
  public Solution<Mask> finishProven(Mask optimum, String solver) {
    double energy = problem.energy(optimum);
    return finish(optimum, energy, OptionalDouble.of(energy), solver);
  }

  /**
   * The answer: the found mask, or the caller's start where that is better.
   *
   * @param lowerBound that no mask is below, rounding included
   */
  public Solution<Mask> finish(Mask found, OptionalDouble lowerBound, String solver) {
    Mask best = found;
    double energy = problem.energy(found);
    if (options.start().isPresent()) {
      double startEnergy = problem.energy(options.start().get());
      if (startEnergy < energy) {
        best = options.start().get();
        energy = startEnergy;
        bestNanos = 0;
      }
    }
    return finish(best, energy, below(lowerBound, best, energy), solver);
  }

  private Solution<Mask> finish(Mask best, double energy, OptionalDouble bound, String solver) {
    long nanos = clock.nanos();
    if (bestEnergy == Double.POSITIVE_INFINITY) {
      bestNanos = nanos;
    }
    return new Solution<>(best, energy, bound, solver, nanos, bestNanos);
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
    return energy == 0 && problem.exactEnergy(mask).signum() == 0;
  }
}
