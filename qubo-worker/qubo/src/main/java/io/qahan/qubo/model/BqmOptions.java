package io.qahan.qubo.model;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How to solve one model. With neither sweeps nor reads a solver goes on until the time budget
 * ends; with either it does just that work, and the time budget is only a limit.
 *
 * @param seed of every random choice
 * @param timeBudget when to stop looking for better; a solve that reaches it is not reproducible
 * @param sweeps steps per read, counted in passes over all variables
 * @param reads independent searches, the best of which is the answer
 * @param start where the first read begins; the answer is never worse
 * @param target an energy that is good enough
 */
public record BqmOptions(
    long seed,
    Duration timeBudget,
    OptionalInt sweeps,
    OptionalInt reads,
    Optional<Sample> start,
    OptionalDouble target) {
  public static final Duration DEFAULT_TIME_BUDGET = Duration.ofSeconds(1);

  public BqmOptions {
    Objects.requireNonNull(start, "start");
    if (timeBudget.isNegative()) {
      throw new IllegalArgumentException("time budget [%s] is negative".formatted(timeBudget));
    }
    atLeastOne("sweeps", sweeps);
    atLeastOne("reads", reads);
    if (Double.isNaN(target.orElse(0))) {
      throw new IllegalArgumentException("target [NaN] is no energy");
    }
  }

  private static void atLeastOne(String name, OptionalInt number) {
    if (number.orElse(1) < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s [%d] must be at least 1", name, number.getAsInt()));
    }
  }

  /** The default time budget and no other bound. */
  public static BqmOptions ofSeed(long seed) {
    return new BqmOptions(
        seed,
        DEFAULT_TIME_BUDGET,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        OptionalDouble.empty());
  }

  public BqmOptions withTimeBudget(Duration timeBudget) {
    return new BqmOptions(seed, timeBudget, sweeps, reads, start, target);
  }

  public BqmOptions withSweeps(int sweeps) {
    return new BqmOptions(seed, timeBudget, OptionalInt.of(sweeps), reads, start, target);
  }

  public BqmOptions withReads(int reads) {
    return new BqmOptions(seed, timeBudget, sweeps, OptionalInt.of(reads), start, target);
  }

  public BqmOptions withStart(Sample start) {
    return new BqmOptions(seed, timeBudget, sweeps, reads, Optional.of(start), target);
  }

  public BqmOptions withTarget(double target) {
    return new BqmOptions(seed, timeBudget, sweeps, reads, start, OptionalDouble.of(target));
  }

  /** Whether the amount of work is said, and not only the time. */
  public boolean boundsWork() {
    return sweeps.isPresent() || reads.isPresent();
  }
}
