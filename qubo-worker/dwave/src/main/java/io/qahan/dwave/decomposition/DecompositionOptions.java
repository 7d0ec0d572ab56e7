package io.qahan.dwave.decomposition;

import io.qahan.qubo.model.Sample;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How to take a large model apart.
 *
 * @param size variables of a subproblem: at most the largest clique of the chip
 * @param timeBudget when to stop, whatever has been found
 * @param calls most calls of the sampler
 * @param sweeps of the local search in each round, in passes over all variables
 * @param patience rounds in a row without a better sample that end it
 * @param history part of the variables that have their turn before the first of the list come
 *     again, above 0 to 1
 * @param seed of every random choice
 * @param start the sample to begin with; a random one if there is none
 */
public record DecompositionOptions(
    int size,
    Duration timeBudget,
    int calls,
    int sweeps,
    int patience,
    double history,
    long seed,
    Optional<Sample> start) {
  public DecompositionOptions {
    Objects.requireNonNull(start, "start");
    atLeastOne("size", size);
    atLeastOne("calls", calls);
    atLeastOne("sweeps", sweeps);
    atLeastOne("patience", patience);
    if (timeBudget.isNegative()) {
      throw new IllegalArgumentException("time budget [%s] is negative".formatted(timeBudget));
    }
    if (!(history > 0 && history <= 1)) {
      throw new IllegalArgumentException(
          "history [%s] must be above 0 and at most 1".formatted(history));
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s [%d] must be at least 1", name, value));
    }
  }

  /**
   * Up to 100 calls, 10 sweeps between them; begins anew after 0.3 of the variables; ends after 15
   * rounds without a better sample.
   */
  public static DecompositionOptions of(int size, Duration timeBudget, long seed) {
    return new DecompositionOptions(size, timeBudget, 100, 10, 15, 0.3, seed, Optional.empty());
  }

  public DecompositionOptions withStart(Sample start) {
    return new DecompositionOptions(
        size, timeBudget, calls, sweeps, patience, history, seed, Optional.of(start));
  }

  public DecompositionOptions withSweeps(int sweeps) {
    return new DecompositionOptions(
        size, timeBudget, calls, sweeps, patience, history, seed, start);
  }

  public DecompositionOptions withPatience(int patience) {
    return new DecompositionOptions(
        size, timeBudget, calls, sweeps, patience, history, seed, start);
  }

  public DecompositionOptions withCalls(int calls) {
    return new DecompositionOptions(
        size, timeBudget, calls, sweeps, patience, history, seed, start);
  }
}
