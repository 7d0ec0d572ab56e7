package io.qahan.worker.chain;

import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.clique.CliqueTooLargeException;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.sampler.SamplerBusyException;
import io.qahan.dwave.sapi.SapiClient;
import io.qahan.dwave.solver.SolverQuery;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.model.Sample;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * D-Wave's QPUs and hybrid solvers as a solver of the chain. A problem that a killed worker
 * submitted is found again, not paid for twice (alone, or with the same others); what the budget
 * does not cover, and what most probably cannot come back in time, is not sent. If the solver goes
 * offline or its working graph changes, the next request is for whichever matches then. Thread
 * safe.
 */
public final class DWaveSolver implements ChainedSolver {
  public static final String NAME = "dwave";

  private final SapiClient client;
  private final DWaveLimits limits;
  private final LongSupplier nanoClock;
  private final ExecutorService preparation = thread("dwave-embedding");
  private final ExecutorService decomposition = thread("dwave-decomposition");
  private final DWaveChoice choice;
  private final AtomicInteger open = new AtomicInteger();

  DWaveSolver(
      SapiClient client,
      SolverQuery query,
      QpuBudget budget,
      DWaveLimits limits,
      LongSupplier nanoClock,
      ChainMetrics metrics) {
    this.client = client;
    this.limits = limits;
    this.nanoClock = nanoClock;
    metrics.budgetLeft(budget::left);
    this.choice =
        new DWaveChoice(
            client,
            query,
            new DWaveBackends(
                    client, budget, limits, preparation, decomposition, metrics, nanoClock)
                ::open);
  }

  /** The solver that a configuration names; the largest QPU if it names none. */
  public static DWaveSolver open(
      DWaveConfig config, QpuBudget budget, DWaveLimits limits, ChainMetrics metrics) {
    return new DWaveSolver(
        SapiClient.open(config),
        config.solverForModels(),
        budget,
        limits,
        System::nanoTime,
        metrics);
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean remote() {
    return true;
  }

  @Override
  public Duration leastTime(MaskProblem problem) {
    Duration known = choice.now().map(solver -> solver.leastTime(problem)).orElse(Duration.ZERO);
    return known.compareTo(limits.leastTime()) > 0 ? known : limits.leastTime();
  }

  @Override
  public boolean hasRoom() {
    return open.get() < mostOpen();
  }

  @Override
  public CompletableFuture<Solution<Mask>> solve(MaskProblem problem, SolveOptions options) {
    CompletableFuture<Solution<Mask>> answer = new CompletableFuture<>();
    if (!enter(answer)) {
      return CompletableFuture.failedFuture(new SamplerBusyException(NAME));
    }
    long start = nanoClock.getAsLong();
    var unused =
        choice
            .current()
            .thenAcceptAsync(
                solver -> {
                  if (!answer.isDone()) { // else nobody waits any more
                    solve(solver, problem, options, start, answer);
                  }
                },
                preparation)
            .whenComplete((nothing, failure) -> fail(answer, failure));
    return answer;
  }

  private int mostOpen() {
    return limits.atOnce() * choice.now().map(DWaveBackend::together).orElse(1);
  }

  /**
   * Whether one more may be open. Said at once and not by {@link #preparation}: the thread that
   * asks then solves the request itself, and has the next one sent when there is room again.
   */
  private boolean enter(CompletableFuture<?> answer) {
    if (open.incrementAndGet() > mostOpen()) {
      open.decrementAndGet();
      return false;
    }
    var unused = answer.whenComplete((solution, failure) -> open.decrementAndGet());
    return true;
  }

  private void solve(
      DWaveBackend solver,
      MaskProblem problem,
      SolveOptions options,
      long start,
      CompletableFuture<Solution<Mask>> answer) {
    CompletableFuture<Sample> found =
        solver.solve(problem, options, () -> left(options.timeBudget(), start));
    var unused =
        found.whenComplete(
            (sample, failure) -> {
              if (failure == null) {
                answer.complete(solution(problem, sample, start));
              }
              fail(answer, failure);
            });
    var unusedToo =
        answer.whenComplete(
            (solution, failure) -> {
              if (answer.isCancelled()) {
                found.cancel(true);
              }
            });
  }

  private Duration left(Duration budget, long start) {
    Duration left = budget.minusNanos(nanoClock.getAsLong() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Solution<Mask> solution(MaskProblem problem, Sample sample, long start) {
    int[] kept =
        IntStream.range(0, sample.size()).filter(block -> sample.value(block) == 1).toArray();
    Mask mask = Mask.of(sample.size(), kept);
    long nanos = nanoClock.getAsLong() - start;
    return new Solution<>(mask, problem.energy(mask), OptionalDouble.empty(), NAME, nanos, nanos);
  }

  private void fail(CompletableFuture<Solution<Mask>> answer, Throwable failure) {
    if (failure == null) {
      return;
    }
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    choice.failed(cause);
    answer.completeExceptionally(
        cause instanceof CliqueTooLargeException
            ? new UnsolvableException(cause.getMessage())
            : cause);
  }

  @Override
  public void close() {
    preparation.shutdownNow();
    decomposition.shutdownNow();
    client.close();
  }
}
