package io.qahan.qubo.worker;

import io.qahan.qubo.Mask;
import io.qahan.qubo.MaskProblem;
import io.qahan.qubo.MaskSolution;
import io.qahan.qubo.SolveOptions;
import io.qahan.qubo.UnsolvableException;
import io.qahan.qubo.bqm.BinaryQuadraticModel;
import io.qahan.qubo.bqm.MaskRows;
import io.qahan.qubo.bqm.Sample;
import io.qahan.qubo.bqm.Vartype;
import io.qahan.qubo.dwave.budget.QpuBudget;
import io.qahan.qubo.dwave.config.DWaveConfig;
import io.qahan.qubo.dwave.embedding.CliqueEmbeddings;
import io.qahan.qubo.dwave.embedding.CliqueSamplerOptions;
import io.qahan.qubo.dwave.embedding.CliqueTooLargeException;
import io.qahan.qubo.dwave.http.RejectedRequestException;
import io.qahan.qubo.dwave.http.SolverOfflineException;
import io.qahan.qubo.dwave.sampler.QpuChip;
import io.qahan.qubo.dwave.sampler.QpuModels;
import io.qahan.qubo.dwave.sampler.QpuSampler;
import io.qahan.qubo.dwave.sapi.SapiClient;
import io.qahan.qubo.dwave.solver.SolverDefinition;
import io.qahan.qubo.dwave.solver.SolverQuery;
import io.qahan.schemas.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * D-Wave's QPUs as a solver of the chain. A mask problem of more blocks than the chip has a clique
 * for is solved in parts, one such problem at a time. A problem that a killed worker submitted is
 * found again, not paid for twice; what the budget does not cover is not sent. If the solver goes
 * offline or its working graph changes, the next request is for whichever matches then. Thread
 * safe.
 */
final class DWaveSolver implements ChainedSolver {
  static final String NAME = "dwave";
  private static final int SEED = 0; // of spin reversals; there are none

  private final SapiClient client;
  private final SolverQuery query;
  private final QpuBudget budget;
  private final Limits limits;
  private final LongSupplier nanoClock;
  private final WorkerMetrics metrics;
  private final CliqueEmbeddings embeddings = CliqueEmbeddings.inMemory();
  private final ExecutorService preparation = thread("dwave-embedding");
  private final ExecutorService decomposition = thread("dwave-decomposition");
  private CompletableFuture<QpuModels> chosen;

  /**
   * What a worker allows.
   *
   * @param reads anneals for one request
   * @param atOnce problems open at the same time
   * @param leastTime with less left until the deadline a request is not sent
   * @param mostBlocks of a problem that is solved in parts
   */
  record Limits(int reads, int atOnce, Duration leastTime, int mostBlocks) {}

  DWaveSolver(
      SapiClient client,
      SolverQuery query,
      QpuBudget budget,
      Limits limits,
      LongSupplier nanoClock,
      WorkerMetrics metrics) {
    this.client = client;
    this.query = query;
    this.budget = budget;
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.metrics = metrics;
    metrics.budgetLeft(budget::left);
    this.chosen = sampler(client.solver(query));
  }

  /** The solver that a configuration names; the largest QPU if it names none. */
  static DWaveSolver open(Settings settings, DWaveConfig config, WorkerMetrics metrics) {
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
            settings.get(WorkerSettings.DWAVE_LEAST_TIME),
            settings.get(WorkerSettings.DWAVE_BLOCKS)),
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
    return limits.leastTime();
  }

  @Override
  public CompletableFuture<MaskSolution> solve(MaskProblem problem, SolveOptions options) {
    long start = nanoClock.getAsLong();
    CompletableFuture<MaskSolution> answer = new CompletableFuture<>();
    CompletableFuture<QpuModels> sampler = current();
    var unused =
        sampler
            .thenAcceptAsync(ready -> sample(ready, problem, options, start, answer), preparation)
            .whenComplete((nothing, failure) -> failed(sampler, failure, answer));
    return answer;
  }

  private void sample(
      QpuModels qpu,
      MaskProblem problem,
      SolveOptions options,
      long start,
      CompletableFuture<MaskSolution> answer) {
    if (answer.isDone()) {
      return; // nobody waits any more
    }
    long before = nanoClock.getAsLong();
    int atOnce = qpu.atOnce(problem.n());
    metrics.embedded(nanoClock.getAsLong() - before);
    if (atOnce < problem.n()) {
      checkBlocks(problem.n(), atOnce);
      decomposition.execute(() -> solveInParts(qpu, problem, atOnce, options, start, answer));
      return;
    }
    CompletableFuture<QpuModels.Answer> reads = qpu.whole(model(problem), left(options, start));
    finish(reads, qpu, problem, start, answer);
    var unused =
        answer.whenComplete(
            (solution, failure) -> {
              if (answer.isCancelled()) {
                reads.cancel(true);
              }
            });
  }

  private void checkBlocks(int blocks, int atOnce) {
    if (blocks > limits.mostBlocks()) {
      throw new UnsolvableException(
          "[%d] blocks are more than the chip's clique of [%d] and than [%s=%d]; maybe raise that"
              .formatted(blocks, atOnce, WorkerSettings.DWAVE_BLOCKS.name(), limits.mostBlocks()));
    }
  }

  private void solveInParts(
      QpuModels qpu,
      MaskProblem problem,
      int size,
      SolveOptions options,
      long start,
      CompletableFuture<MaskSolution> answer) {
    if (answer.isDone()) {
      return;
    }
    CompletableFuture<QpuModels.Answer> found = new CompletableFuture<>();
    finish(found, qpu, problem, start, answer);
    try {
      BinaryQuadraticModel model = model(problem);
      Optional<Sample> begin = options.start().map(mask -> sampleOf(mask, problem.n()));
      // The tenth that is kept back is for the last round, which may end a little late.
      Duration within = left(options, start).multipliedBy(9).dividedBy(10);
      found.complete(qpu.inParts(model, size, within, options.seed(), begin));
    } catch (RuntimeException | Error e) {
      found.completeExceptionally(e);
    }
  }

  private static BinaryQuadraticModel model(MaskProblem problem) {
    return BinaryQuadraticModel.copyOf(new MaskRows(problem));
  }

  private static Sample sampleOf(Mask mask, int n) {
    byte[] values = new byte[n];
    for (int block : mask.kept()) {
      values[block] = 1;
    }
    return Sample.of(Vartype.BINARY, values);
  }

  private Duration left(SolveOptions options, long start) {
    Duration left = options.timeBudget().minusNanos(nanoClock.getAsLong() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void finish(
      CompletableFuture<QpuModels.Answer> reads,
      QpuModels qpu,
      MaskProblem problem,
      long start,
      CompletableFuture<MaskSolution> answer) {
    CompletableFuture<QpuModels> used = CompletableFuture.completedFuture(qpu);
    var unused =
        reads.whenComplete(
            (found, failure) -> {
              if (failure == null) {
                metrics.chainsBroken(found.chainBreakFraction());
                answer.complete(solution(problem, found.sample(), start));
              } else {
                failed(used, failure, answer);
              }
            });
  }

  private MaskSolution solution(MaskProblem problem, Sample sample, long start) {
    int[] kept =
        IntStream.range(0, sample.size()).filter(block -> sample.value(block) == 1).toArray();
    Mask mask = Mask.of(sample.size(), kept);
    long nanos = nanoClock.getAsLong() - start;
    return new MaskSolution(mask, problem.energy(mask), OptionalDouble.empty(), NAME, nanos, nanos);
  }

  private void failed(
      CompletableFuture<QpuModels> sampler,
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

  private synchronized CompletableFuture<QpuModels> current() {
    return chosen;
  }

  private synchronized void chooseAnew() {
    if (chosen.isDone()) { // else somebody has begun to
      chosen = sampler(client.freshSolver(query));
    }
  }

  private CompletableFuture<QpuModels> sampler(CompletableFuture<SolverDefinition> solver) {
    return solver.thenApply(
        definition ->
            new QpuModels(
                QpuChip.of(definition),
                embeddings,
                new QpuSampler(
                    client,
                    definition,
                    budget,
                    limits.atOnce(),
                    Optional.empty(),
                    metrics::called,
                    nanoClock),
                CliqueSamplerOptions.defaults(SEED).withReads(limits.reads(), 1),
                nanoClock));
  }

  @Override
  public void close() {
    preparation.shutdownNow();
    decomposition.shutdownNow();
    client.close();
  }
}
