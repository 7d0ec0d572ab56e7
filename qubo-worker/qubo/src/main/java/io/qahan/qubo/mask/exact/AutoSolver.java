package io.qahan.qubo.mask.exact;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.search.RestartSolver;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Picks the solver that suits the problem: {@code exact} where it is quick (SALIENT with d = 1 in a
 * chain; SALIENT of up to {@value #FEW_BLOCKS} blocks, or, with up to {@value #FEW_KEPT} to keep,
 * up to {@value BranchAndBound#MAX_BLOCKS} if there is time; n up to {@value
 * ExactSolver#QUICK_BLOCKS}), else {@code tabu}. The solution says which: {@code auto:exact},
 * {@code auto:tabu}.
 */
public final class AutoSolver implements MaskSolver {
  /** The proof takes about as long as the search before it. */
  static final int FEW_BLOCKS = 64;

  /** With more to keep than these, branch and bound of many blocks mostly gives up. */
  static final int FEW_KEPT = 10;

  /** Several times what branch and bound takes for {@value BranchAndBound#MAX_BLOCKS} blocks. */
  private static final Duration TIME_TO_BRANCH = Duration.ofMillis(100);

  private final MaskSolver exact;
  private final MaskSolver tabu;

  public AutoSolver(LongSupplier nanoClock) {
    exact = new ExactSolver(nanoClock);
    tabu = RestartSolver.tabu(nanoClock);
  }

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public boolean isQuick(MaskProblem problem) {
    return exact.isQuick(problem);
  }

  @Override
  public Solution<Mask> solve(MaskProblem problem, SolveOptions options) {
    MaskSolver picked = provable(problem, options.timeBudget()) ? exact : tabu;
    return picked.solve(problem, options).by(name() + ":" + picked.name());
  }

  private boolean provable(MaskProblem problem, Duration budget) {
    boolean worthTheProof =
        problem.n() <= FEW_BLOCKS
            || (problem.k() <= FEW_KEPT && budget.compareTo(TIME_TO_BRANCH) >= 0);
    return exact.isQuick(problem) || (BranchAndBound.takes(problem) && worthTheProof);
  }
}
