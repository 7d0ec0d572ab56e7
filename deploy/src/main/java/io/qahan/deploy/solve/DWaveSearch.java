package io.qahan.deploy.solve;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.dwave.budget.BudgetSpentException;
import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.chip.CliqueSamplerOptions;
import io.qahan.dwave.clique.CliqueEmbeddings;
import io.qahan.dwave.clique.CliqueTooLargeException;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.http.SapiException;
import io.qahan.dwave.http.TransientSapiException;
import io.qahan.dwave.sampler.HybridModels;
import io.qahan.dwave.sampler.PaidCalls;
import io.qahan.dwave.sampler.QpuChip;
import io.qahan.dwave.sampler.QpuModels;
import io.qahan.dwave.sampler.QpuSampler;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverCategory;
import io.qahan.dwave.solver.SolverDefinition;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmRows;
import io.qahan.qubo.model.Sample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One model solved by D-Wave: by a QPU in one piece or, beyond its largest clique, in parts; or by
 * a hybrid solver. For one thread, for one use.
 */
final class DWaveSearch {
  private static final int AT_ONCE = 1;

  private final DWaveConfig config;
  private final DWaveOptions options;
  private final LongSupplier nanoClock;
  private final CallTotals totals = new CallTotals();
  private final long begunAt;
  private Supplier<Optional<TransientSapiException>> trouble = Optional::empty;

  DWaveSearch(DWaveConfig config, DWaveOptions options, LongSupplier nanoClock) {
    this.config = config;
    this.options = options;
    this.nanoClock = nanoClock;
    this.begunAt = nanoClock.getAsLong();
  }

  /** The best sample, its energy yet to be recomputed, and what it took. */
  record Found(Sample sample, DWaveUse use, long nanos) {}

  /**
   * Solves a model.
   *
   * @param start where solving in parts begins; a random sample if there is none
   * @throws CommandFailedException saying what D-Wave, the budget or the time did not allow
   */
  Found solve(BqmRows model, Optional<Sample> start) throws InterruptedException {
    try (SapiClient client = SapiClient.open(config)) {
      trouble = client::trouble;
      SolverDefinition solver = await(client.solver(config.solverForModels()));
      PaidCalls calls =
          new PaidCalls(
              solver,
              QpuBudget.inMemory(options.qpuTime(), InstantSource.system()),
              AT_ONCE,
              totals,
              nanoClock);
      return solver.category() == SolverCategory.HYBRID
          ? hybrid(client, solver, calls, model)
          : qpu(client, solver, calls, model, start);
    } catch (SapiException | BudgetSpentException | CliqueTooLargeException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private static String newLabel() {
    return "qahan-solve-" + UUID.randomUUID();
  }

  private Found qpu(
      SapiClient client,
      SolverDefinition solver,
      PaidCalls calls,
      BqmRows rows,
      Optional<Sample> start)
      throws InterruptedException {
    QpuModels qpu =
        new QpuModels(
            QpuChip.of(solver),
            CliqueEmbeddings.inMemory(),
            new QpuSampler(client, solver, calls, Optional.of(DWaveSearch::newLabel)),
            CliqueSamplerOptions.defaults(options.seed()).withReads(options.reads(), 1),
            nanoClock);
    int atOnce = qpu.atOnce(rows.variables());
    BinaryQuadraticModel model = BinaryQuadraticModel.copyOf(rows);
    QpuModels.Answer answer =
        atOnce >= rows.variables()
            ? await(qpu.whole(model, left()))
            : inParts(() -> qpu.inParts(model, atOnce, left(), options.seed(), start));
    return found(solver, answer.sample(), atOnce, answer.chainBreakFraction());
  }

  private static <T> T inParts(Supplier<T> parts) {
    try {
      return parts.get();
    } catch (CompletionException e) {
      throw failure(e.getCause());
    }
  }

  private Found hybrid(SapiClient client, SolverDefinition solver, PaidCalls calls, BqmRows model)
      throws InterruptedException {
    HybridModels hybrid =
        new HybridModels(client, solver, calls, Optional.of(DWaveSearch::newLabel));
    Duration limit = options.timeLimit().orElse(hybrid.leastTimeLimit(model.variables()));
    Sample sample = await(hybrid.solve(model, limit), left().plus(limit));
    return found(solver, sample, model.variables(), null);
  }

  private Found found(
      SolverDefinition solver, Sample sample, int atOnce, Double chainBreakFraction) {
    DWaveUse use =
        totals.use(
            solver.identity().toString(), solver.category().name(), atOnce, chainBreakFraction);
    return new Found(sample, use, nanoClock.getAsLong() - begunAt);
  }

  private Duration left() {
    Duration left = options.patience().minusNanos(nanoClock.getAsLong() - begunAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    return await(answer, left());
  }

  private <T> T await(CompletableFuture<T> answer, Duration within) throws InterruptedException {
    try {
      return answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new CommandFailedException(
          "D-Wave gave no answer within [%s]%s. Maybe allow more with --time-limit, or see whether its endpoint can be reached"
              .formatted(
                  Duration.ofMillis(within.toMillis()),
                  trouble.get().map(last -> ": " + last.getMessage()).orElse("")),
          e);
    }
  }

  private static RuntimeException failure(Throwable cause) {
    Throwable inner = cause;
    while (inner instanceof CompletionException && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner instanceof RuntimeException known
        ? known
        : new IllegalStateException("D-Wave's answer is of no use: " + inner, inner);
  }
}
