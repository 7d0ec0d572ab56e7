package io.qahan.worker.chain;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.SolveOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A solver as a chain sees it: it may answer later, and it can say beforehand that the time is too
 * short. Thread safe.
 */
public interface ChainedSolver {
  String name();

  /**
   * Whether it solves elsewhere, so that many slow solves run at once at no cost to this machine.
   */
  boolean remote();

  /** The least time in which it can answer; with less left it is not started. */
  Duration leastTime(MaskProblem problem);

  /** Whether it ends by itself so soon that its time need not be shared; see {@link MaskSolver}. */
  default boolean isQuick(MaskProblem problem) {
    return false;
  }

  /** Whether it takes one more problem now; always by default. */
  default boolean hasRoom() {
    return true;
  }

  /**
   * Starts to solve. The future completes exceptionally if there is no answer; the chain cancels it
   * when the time budget is over.
   */
  CompletableFuture<Solution<Mask>> solve(MaskProblem problem, SolveOptions options);

  /** Frees what it holds; nothing by default. */
  default void close() {}

  /** A solver that works on the thread that calls it and keeps to its time budget by itself. */
  static ChainedSolver onThisThread(MaskSolver solver) {
    return new ChainedSolver() {
      @Override
      public String name() {
        return solver.name();
      }

      @Override
      public boolean remote() {
        return false;
      }

      @Override
      public Duration leastTime(MaskProblem problem) {
        return Duration.ZERO;
      }

      @Override
      public boolean isQuick(MaskProblem problem) {
        return solver.isQuick(problem);
      }

      @Override
      public CompletableFuture<Solution<Mask>> solve(MaskProblem problem, SolveOptions options) {
        return CompletableFuture.completedFuture(solver.solve(problem, options));
      }
    };
  }
}
