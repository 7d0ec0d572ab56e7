package io.qahan.worker.chain;

import io.qahan.dwave.http.RejectedRequestException;
import io.qahan.dwave.sampler.HybridModels;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.model.MaskRows;
import io.qahan.qubo.model.Sample;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A hybrid solver, asked for no more than its least time limit: that is what is charged, and what a
 * request has to wait. Thread safe.
 */
final class HybridBackend implements DWaveBackend {
  private final HybridModels hybrid;
  private final RoundTrips overheads;

  /**
   * A hybrid solver.
   *
   * @param overheads what its calls take beyond the time limit
   */
  HybridBackend(HybridModels hybrid, RoundTrips overheads) {
    this.hybrid = hybrid;
    this.overheads = overheads;
  }

  @Override
  public Duration leastTime(MaskProblem problem) {
    return hybrid.leastTimeLimit(problem.n()).plus(overheads.usual());
  }

  @Override
  public CompletableFuture<Sample> solve(
      MaskProblem problem, SolveOptions options, Supplier<Duration> left) {
    Duration limit = hybrid.leastTimeLimit(problem.n());
    if (left.get().compareTo(limit) < 0) {
      throw new RejectedRequestException(
          "The hybrid solver takes [%s] at least, but the answer is wanted within [%s]"
              .formatted(limit, left.get()),
          0);
    }
    return hybrid.solve(new MaskRows(problem), limit);
  }
}
