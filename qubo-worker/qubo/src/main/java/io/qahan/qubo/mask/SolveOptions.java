package io.qahan.qubo.mask;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How to solve one problem. What is left empty the solver chooses from the problem itself.
 *
 * @param seed of every random choice
 * @param timeBudget when to stop looking for better; a solver stops on its own before that if it
 *     has nothing left to try. A solve that reaches the budget is not reproducible.
 * @param start a mask the answer must not be worse than, besides the greedy one
 * @param target an energy that is good enough: the solver stops when it has found it
 * @param sweeps the work of one read: temperatures of an annealing, steps of a tabu search without
 *     a better mask; at least 1
 * @param reads how many times to start over, at least 1
 * @param first where a search begins
 * @param descent whether each read of {@code sa} and {@code sqa} ends with a descent; without it
 *     the best state of the annealing is the answer, as an annealer gives it
 * @param everyBlock whether {@code sa} and {@code sqa} propose any block to be kept in another's
 *     place, as an annealer that knows nothing of norms does, rather than those of large norms
 */
public record SolveOptions(
    long seed,
    Duration timeBudget,
    Optional<Mask> start,
    OptionalDouble target,
    OptionalInt sweeps,
    OptionalInt reads,
    FirstMask first,
    boolean descent,
    boolean everyBlock) {
  /** The mask that {@code tabu}, {@code sa} and {@code sqa} begin with. */
  public enum FirstMask {
    /** The greedy one, improved by a descent; no answer is worse than it. */
    GREEDY,

    /** k blocks at random, by the seed, as the paper's algorithm begins. */
    RANDOM
  }

  /** Long enough for every problem of the pipeline to end by itself. */
  public static final Duration DEFAULT_TIME_BUDGET = Duration.ofSeconds(1);

  public SolveOptions {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(first, "first");
    if (timeBudget.isNegative()) {
      throw new IllegalArgumentException("time budget [%s] is negative".formatted(timeBudget));
    }
    if (Double.isNaN(target.orElse(0))) {
      throw new IllegalArgumentException("target [NaN] is no energy");
    }
    atLeastOne("sweeps", sweeps);
    atLeastOne("reads", reads);
  }

  /** One whose annealings propose blocks of large norms. */
  public SolveOptions(
      long seed,
      Duration timeBudget,
      Optional<Mask> start,
      OptionalDouble target,
      OptionalInt sweeps,
      OptionalInt reads,
      FirstMask first,
      boolean descent) {
    this(seed, timeBudget, start, target, sweeps, reads, first, descent, false);
  }

  private static void atLeastOne(String name, OptionalInt value) {
    if (value.orElse(1) < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s [%d] must be at least 1", name, value.getAsInt()));
    }
  }

  /** The default time budget, everything else left to the solver. */
  public static SolveOptions ofSeed(long seed) {
    return new SolveOptions(
        seed,
        DEFAULT_TIME_BUDGET,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        FirstMask.GREEDY,
        true);
  }

  public SolveOptions withTimeBudget(Duration timeBudget) {
    return new SolveOptions(
        seed, timeBudget, start, target, sweeps, reads, first, descent, everyBlock);
  }

  public SolveOptions withStart(Mask start) {
    return new SolveOptions(
        seed, timeBudget, Optional.of(start), target, sweeps, reads, first, descent, everyBlock);
  }

  public SolveOptions withTarget(double target) {
    return new SolveOptions(
        seed,
        timeBudget,
        start,
        OptionalDouble.of(target),
        sweeps,
        reads,
        first,
        descent,
        everyBlock);
  }

  public SolveOptions withSweeps(int sweeps) {
    return new SolveOptions(
        seed, timeBudget, start, target, OptionalInt.of(sweeps), reads, first, descent, everyBlock);
  }

  public SolveOptions withReads(int reads) {
    return new SolveOptions(
        seed, timeBudget, start, target, sweeps, OptionalInt.of(reads), first, descent, everyBlock);
  }

  public SolveOptions withFirst(FirstMask first) {
    return new SolveOptions(
        seed, timeBudget, start, target, sweeps, reads, first, descent, everyBlock);
  }

  public SolveOptions withoutDescent() {
    return new SolveOptions(
        seed, timeBudget, start, target, sweeps, reads, first, false, everyBlock);
  }

  public SolveOptions withEveryBlock() {
    return new SolveOptions(seed, timeBudget, start, target, sweeps, reads, first, descent, true);
  }
}
