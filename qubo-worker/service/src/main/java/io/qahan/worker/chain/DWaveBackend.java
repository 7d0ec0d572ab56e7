package io.qahan.worker.chain;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.model.Sample;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A QPU or a hybrid solver, in the version that was chosen. Thread safe. */
interface DWaveBackend {
  /** The least time in which it can answer, as far as its description and recent calls say. */
  Duration leastTime(MaskProblem problem);

  /** How many masks a problem may hold: so many more may be open at a time. */
  default int together() {
    return 1;
  }

  /**
   * Starts to solve. Fails as the solver fails; cancelling the future cancels the problem.
   *
   * @param left until the answer is of no use
   */
  CompletableFuture<Sample> solve(
      MaskProblem problem, SolveOptions options, Supplier<Duration> left);
}
