package io.qahan.qubo.worker;

import io.qahan.qubo.Mask;
import io.qahan.qubo.MaskProblem;
import io.qahan.qubo.MaskSolution;
import io.qahan.qubo.SolveOptions;
import io.qahan.qubo.UnsolvableException;
import io.qahan.qubo.bqm.BinaryQuadraticModel;
import io.qahan.qubo.bqm.MaskRows;
import io.qahan.qubo.bqm.Sample;
import io.qahan.qubo.dwave.budget.QpuBudget;
import io.qahan.qubo.dwave.config.DWaveConfig;
import io.qahan.qubo.dwave.embedding.CliqueEmbeddings;
import io.qahan.qubo.dwave.embedding.CliqueSampler;
import io.qahan.qubo.dwave.embedding.CliqueSamplerOptions;
import io.qahan.qubo.dwave.embedding.CliqueTooLargeException;
import io.qahan.qubo.dwave.embedding.LogicalRead;
import io.qahan.qubo.dwave.embedding.LogicalSampler;
import io.qahan.qubo.dwave.http.RejectedRequestException;
import io.qahan.qubo.dwave.http.SolverOfflineException;
import io.qahan.qubo.dwave.sampler.QpuChip;
import io.qahan.qubo.dwave.sampler.QpuSampler;
import io.qahan.qubo.dwave.sapi.SapiClient;
import io.qahan.qubo.dwave.solver.SolverDefinition;
import io.qahan.qubo.dwave.solver.SolverQuery;
import io.qahan.schemas.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * D-Wave's QPUs as a solver of the chain, for mask problems of at most as many blocks as the chip
 * has a clique for. A problem that a killed worker submitted is found again, not paid for twice;
 * what the budget does not cover is not sent. If the solver goes offline or its working graph
 * changes, the next request is for whichever matches then. Thread safe.
 */
final class DWaveSolver implements ChainedSolver {
  static final String NAME = "dwave";
  private static final int SEED = 0; // of spin reversals; there are none

  private final SapiClient client;
  private final SolverQuery query;
  private final QpuBudget budget;
  private final Limits limits;
  private final LongSupplier nanoClock;
  private final CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();
  private final ExecutorService preparation = Executors.newSingleThreadExecutor(DWaveSolver::named);
  private CompletableFuture<LogicalSampler> chosen;

  /**
   * What a worker allows.
   *
   * @param reads anneals for one request
   * @param atOnce problems open at the same time
   * @param leastTime with less left until the deadline a request is not sent
   */
  record Limits(int reads, int atOnce, Duration leastTime) {}

  DWaveSolver(
      SapiClient client,
      SolverQuery query,
      QpuBudget budget,
      Limits limits,
      LongSupplier nanoClock) {
    this.client = client;
    this.query = query;
    this.budget = budget;
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.chosen = sampler(client.solver(query));
  }

  /** The solver that a configuration names; the largest QPU if it names none. */
  static DWaveSolver open(Settings settings, DWaveConfig config) {
    QpuBudget budget =
        QpuBudget.open(
            Path.of(settings.get(WorkerSettings.DWAVE_BUDGET_FILE)).toAbsolutePath(),
            settings.get(WorkerSettings.DWAVE_BUDGET),
            InstantSource.system());
    boolean anySolver = config.solver().toString().equals(SolverQuery.any().toString());
    return new DWaveSolver(
        SapiClient.open(config),
        anySolver ? SolverQuery.largestQpu() : config.solver(),
        budget,
        new Limits(
            settings.get(WorkerSettings.DWAVE_READS),
            settings.get(WorkerSettings.DWAVE_IN_FLIGHT),
            settings.get(WorkerSettings.DWAVE_LEAST_TIME)),
        System::nanoTime);
  }

  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "dwave-embedding");
    thread.setDaemon(true);
    return thread;
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
    return limits.leastTime();
  }

  @Override
  public CompletableFuture<MaskSolution> solve(MaskProblem problem, SolveOptions options) {
    long start = nanoClock.getAsLong();
    CompletableFuture<MaskSolution> answer = new CompletableFuture<>();
    CompletableFuture<LogicalSampler> sampler = current();
    var unused =
        sampler
            .thenAcceptAsync(ready -> sample(ready, problem, options, start, answer), preparation)
            .whenComplete((nothing, failure) -> failed(sampler, failure, answer));
    return answer;
  }

  private void sample(
      LogicalSampler sampler,
      MaskProblem problem,
      SolveOptions options,
      long start,
      CompletableFuture<MaskSolution> answer) {
    if (answer.isDone()) {
      return; // nobody waits any more
    }
    Duration left = options.timeBudget().minusNanos(nanoClock.getAsLong() - start);
    CompletableFuture<List<LogicalRead>> reads =
        sampler.sample(BinaryQuadraticModel.copyOf(new MaskRows(problem)), left);
    CompletableFuture<LogicalSampler> used = CompletableFuture.completedFuture(sampler);
    var unused =
        reads
            .thenApply(found -> solution(problem, best(found), start))
            .whenComplete(
                (solution, failure) -> {
                  if (failure == null) {
                    answer.complete(solution);
                  } else {
                    failed(used, failure, answer);
                  }
                });
    var unusedToo =
        answer.whenComplete(
            (solution, failure) -> {
              if (answer.isCancelled()) {
                reads.cancel(true);
              }
            });
  }

  private static Sample best(List<LogicalRead> reads) {
    if (reads.isEmpty()) {
      throw new IllegalStateException("no read had chains whole enough to be used");
    }
    return reads.get(0).sample();
  }

  private MaskSolution solution(MaskProblem problem, Sample sample, long start) {
    int[] kept =
        IntStream.range(0, sample.size()).filter(block -> sample.value(block) == 1).toArray();
    Mask mask = Mask.of(sample.size(), kept);
    long nanos = nanoClock.getAsLong() - start;
    return new MaskSolution(mask, problem.energy(mask), OptionalDouble.empty(), NAME, nanos, nanos);
  }

  private void failed(
      CompletableFuture<LogicalSampler> sampler,
      Throwable failure,
      CompletableFuture<MaskSolution> answer) {
    if (failure == null) {
      return;
    }
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof CliqueTooLargeException) {
      cause = new UnsolvableException(cause.getMessage());
    } else if (sampler.isCompletedExceptionally() || isOutdated(cause)) {
      chooseAnew();
    }
    answer.completeExceptionally(cause);
  }

  // whether another solver, or another version of this one, may take what this one does not
  private static boolean isOutdated(Throwable cause) {
    return cause instanceof SolverOfflineException
        || (cause instanceof RejectedRequestException rejected && rejected.status() == 404);
  }

  private synchronized CompletableFuture<LogicalSampler> current() {
    return chosen;
  }

  private synchronized void chooseAnew() {
    if (chosen.isDone()) { // else somebody has begun to
      chosen = sampler(client.freshSolver(query));
    }
  }

  private CompletableFuture<LogicalSampler> sampler(CompletableFuture<SolverDefinition> solver) {
    return solver.thenApply(
        definition ->
            new CliqueSampler(
                QpuChip.of(definition),
                embeddings,
                new QpuSampler(client, definition, budget, limits.atOnce(), Optional.empty()),
                CliqueSamplerOptions.defaults(SEED).withReads(limits.reads(), 1)));
  }

  @Override
  public void close() {
    preparation.shutdownNow();
    client.close();
  }
}
