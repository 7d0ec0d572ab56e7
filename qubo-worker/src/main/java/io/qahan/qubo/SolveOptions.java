package io.qahan.qubo;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to solve one problem.
 *
 * @param seed of every random choice
 * @param timeBudget when to stop looking for better; a solver stops on its own before that if it
 *     has nothing left to try. A solve that reaches the budget is not reproducible.
 * @param start a mask the answer must not be worse than, besides the greedy one
 */
public record SolveOptions(long seed, Duration timeBudget, Optional<Mask> start) {
  /** Long enough for every problem of the pipeline to end by itself. */
  public static final Duration DEFAULT_TIME_BUDGET = Duration.ofSeconds(1);

  public SolveOptions {
    Objects.requireNonNull(start, "start");
    if (timeBudget.isNegative()) {
      throw new IllegalArgumentException("time budget [%s] is negative".formatted(timeBudget));
    }
  }

  /** The default time budget, no start. */
  public static SolveOptions ofSeed(long seed) {
    return new SolveOptions(seed, DEFAULT_TIME_BUDGET, Optional.empty());
  }

  public SolveOptions withTimeBudget(Duration timeBudget) {
    return new SolveOptions(seed, timeBudget, start);
  }

  public SolveOptions withStart(Mask start) {
    return new SolveOptions(seed, timeBudget, Optional.of(start));
  }
}
