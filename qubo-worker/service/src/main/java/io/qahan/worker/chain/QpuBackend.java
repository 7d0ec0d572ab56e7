package io.qahan.worker.chain;

import io.qahan.dwave.chip.CliqueSampler;
import io.qahan.dwave.sampler.QpuModels;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.MaskRows;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A QPU. Masks of one size may be sent to it together. A mask problem of more blocks than the chip
 * has a clique for is solved in parts, one such problem at a time. Thread safe.
 */
final class QpuBackend implements DWaveBackend {
  private final QpuModels qpu;
  private final MaskGroups groups;
  private final DWaveLimits limits;
  private final RoundTrips roundTrips;
  private final Executor decomposition;
  private final ChainMetrics metrics;
  private final LongSupplier nanoClock;

  /**
   * A QPU.
   *
   * @param groups send masks together, where they may be
   * @param roundTrips of its calls
   * @param decomposition runs what is solved in parts, one problem after the other
   */
  QpuBackend(
      QpuModels qpu,
      MaskGroups groups,
      DWaveLimits limits,
      RoundTrips roundTrips,
      Executor decomposition,
      ChainMetrics metrics,
      LongSupplier nanoClock) {
    this.qpu = qpu;
    this.groups = groups;
    this.limits = limits;
    this.roundTrips = roundTrips;
    this.decomposition = decomposition;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
  }

  @Override
  public Duration leastTime(MaskProblem problem) {
    Duration usual = roundTrips.usual();
    return limits.together() > 1 ? usual.plus(limits.linger()) : usual;
  }

  @Override
  public int together() {
    return limits.together();
  }

  @Override
  public CompletableFuture<Sample> solve(
      MaskProblem problem, SolveOptions options, Supplier<Duration> left) {
    long before = nanoClock.getAsLong();
    int atOnce = qpu.atOnce(problem.n());
    metrics.embedded(nanoClock.getAsLong() - before);
    if (atOnce < problem.n()) {
      checkBlocks(problem.n(), atOnce);
      CompletableFuture<Sample> found = new CompletableFuture<>();
      decomposition.execute(() -> solveInParts(problem, atOnce, options, left, found));
      return found;
    }
    CompletableFuture<QpuModels.Answer> answer =
        groups.solve(
            new CliqueSampler.Wanted(
                model(problem), options.start().map(mask -> sampleOf(mask, problem.n()))),
            left);
    CompletableFuture<Sample> found = answer.thenApply(this::sample);
    var unused =
        found.whenComplete(
            (sample, failure) -> {
              if (found.isCancelled()) {
                answer.cancel(true);
              }
            });
    return found;
  }

  private void checkBlocks(int blocks, int atOnce) {
    if (blocks > limits.mostBlocks()) {
      throw new UnsolvableException(
          String.format(
              Locale.ROOT,
              "[%d] blocks are more than the chip's clique of [%d] and than"
                  + " [worker.dwave.blocks=%d]; maybe raise that",
              blocks,
              atOnce,
              limits.mostBlocks()));
    }
  }

  private void solveInParts(
      MaskProblem problem,
      int size,
      SolveOptions options,
      Supplier<Duration> left,
      CompletableFuture<Sample> found) {
    if (found.isDone()) { // nobody waits any more
      return;
    }
    try {
      BinaryQuadraticModel model = model(problem);
      Optional<Sample> begin = options.start().map(mask -> sampleOf(mask, problem.n()));
      // The tenth that is kept back is for the last round, which may end a little late.
      Duration within = left.get().multipliedBy(9).dividedBy(10);
      found.complete(sample(qpu.inParts(model, size, within, options.seed(), begin)));
    } catch (RuntimeException | Error e) {
      found.completeExceptionally(e);
    }
  }

  private Sample sample(QpuModels.Answer answer) {
    metrics.chainsBroken(answer.chainBreakFraction());
    return answer.sample();
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
}
