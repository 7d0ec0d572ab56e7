package io.qahan.dwave.decomposition;

import io.qahan.dwave.chip.LogicalRead;
import io.qahan.dwave.chip.LogicalSampler;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.search.PairDescent;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** One call of {@link Decomposition}: its clock, its rounds, and the best sample so far. */
final class DecompositionRun {
  static final int MOST_FAILURES = 3;

  private static final Duration LONGEST = Duration.ofDays(365);

  private final BinaryQuadraticModel model;
  private final DecompositionOptions options;
  private final LogicalSampler sampler;
  private final BqmSolver search;
  private final LongSupplier nanoClock;
  private final long startedAt;
  private final EnergyImpact impact;
  private final SplittableRandom seeds;
  private Sample best;
  private double bestEnergy; // without the offset
  private int calls;
  private int gains;
  private int failures;
  private int failuresInARow;
  private int staleRounds;
  private Optional<Throwable> lastFailure = Optional.empty();

  DecompositionRun(
      BinaryQuadraticModel model,
      DecompositionOptions options,
      LogicalSampler sampler,
      BqmSolver search,
      LongSupplier nanoClock) {
    this.model = model;
    this.options = options;
    this.sampler = sampler;
    this.search = search;
    this.nanoClock = nanoClock;
    startedAt = nanoClock.getAsLong();
    impact =
        new EnergyImpact(model, Math.min(options.size(), model.variables()), options.history());
    seeds = new SplittableRandom(options.seed());
  }

  void begin(Sample start) {
    best = start;
    bestEnergy = model.energyWithoutOffset(start);
    offer(search.solve(model, slice(start)).answer());
  }

  boolean goesOn() {
    return staleRounds < options.patience()
        && calls < options.calls()
        && failuresInARow < MOST_FAILURES
        && nanosLeft() > 0;
  }

  /** The sampler works on the part while the search works on the whole. */
  void round() {
    Subproblem part = Subproblem.of(model, impact.next(best), best);
    CompletableFuture<List<LogicalRead>> answer = ask(part);
    calls++;
    boolean improved = offer(search.solve(model, slice(best)).answer());
    Optional<LogicalRead> read = await(answer);
    if (read.isPresent() && offer(descended(part.merge(read.get().sample())))) {
      gains++;
      improved = true;
    }
    staleRounds = improved ? 0 : staleRounds + 1;
  }

  private CompletableFuture<List<LogicalRead>> ask(Subproblem part) {
    try {
      return sampler.sample(part.model(), Duration.ofNanos(Math.max(0, nanosLeft())));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The best read of the answer; none if it fails or is late. */
  private Optional<LogicalRead> await(CompletableFuture<List<LogicalRead>> answer) {
    try {
      List<LogicalRead> reads = answer.get(Math.max(0, nanosLeft()), TimeUnit.NANOSECONDS);
      failuresInARow = 0;
      return reads.stream().min(Comparator.comparingDouble(LogicalRead::energy));
    } catch (ExecutionException e) {
      fail(e.getCause());
    } catch (TimeoutException | CancellationException e) {
      fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failuresInARow = MOST_FAILURES;
      fail(e);
    } finally {
      answer.cancel(true);
    }
    return Optional.empty();
  }

  private void fail(Throwable cause) {
    failures++;
    failuresInARow++;
    lastFailure = Optional.of(cause);
  }

  private Sample descended(Sample sample) {
    return PairDescent.from(sample, model);
  }

  private boolean offer(Sample sample) {
    double energy = model.energyWithoutOffset(sample);
    if (energy >= bestEnergy) {
      return false;
    }
    best = sample;
    bestEnergy = energy;
    return true;
  }

  private BqmOptions slice(Sample start) {
    return BqmOptions.ofSeed(seeds.nextLong())
        .withStart(start)
        .withReads(1)
        .withSweeps(options.sweeps())
        .withTimeBudget(Duration.ofNanos(Math.max(0, nanosLeft())));
  }

  private long nanosLeft() {
    long budget =
        options.timeBudget().compareTo(LONGEST) > 0
            ? LONGEST.toNanos()
            : options.timeBudget().toNanos();
    return budget - (nanoClock.getAsLong() - startedAt);
  }

  DecompositionResult result() {
    return new DecompositionResult(best, model.energy(best), calls, gains, failures, lastFailure);
  }
}
