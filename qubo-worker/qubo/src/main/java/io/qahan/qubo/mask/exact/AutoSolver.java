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
 * chain; SALIENT with up to {@value #FEW_KEPT} to keep of up to {@value #FEW_BLOCKS} blocks, or of
 * up to {@value BranchAndBound#MAX_BLOCKS} if there is time; n up to {@value
 * ExactSolver#QUICK_BLOCKS}), else {@code tabu}. Where more are to be kept of up to {@value
 * #FEW_BLOCKS} blocks, {@code exact} has {@value #FEW_NODES} nodes to prove what its tabu search
 * found, lest a proof that does not come holds it up. The solution says which: {@code auto:exact},
 * {@code auto:tabu}.
 */
public final class AutoSolver implements MaskSolver {
  /** The proof takes about as long as the search before it. */
  static final int FEW_BLOCKS = 64;

  /** With more to keep than these, branch and bound of many blocks mostly gives up. */
  static final int FEW_KEPT = 10;

  /** For a proof among many subsets. */
  static final int FEW_NODES = 1 << 11;

  /** Several times what branch and bound takes for {@value BranchAndBound#MAX_BLOCKS} blocks. */
  private static final Duration TIME_TO_BRANCH = Duration.ofMillis(100);

  private final MaskSolver exact;
  private final MaskSolver brief;
  private final MaskSolver tabu;

  public AutoSolver(LongSupplier nanoClock) {
    exact = new ExactSolver(nanoClock);
    brief = new ExactSolver(nanoClock, FEW_NODES);
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
    MaskSolver picked = picked(problem, options.timeBudget());
    return picked.solve(problem, options).by(name() + ":" + picked.name());
  }

  private MaskSolver picked(MaskProblem problem, Duration budget) {
    if (exact.isQuick(problem)) {
      return exact;
    }
    if (!BranchAndBound.takes(problem)) {
      return tabu;
    }
    if (problem.k() <= FEW_KEPT) {
      boolean isTime = problem.n() <= FEW_BLOCKS || budget.compareTo(TIME_TO_BRANCH) >= 0;
      return isTime ? exact : tabu;
    }
    return problem.n() <= FEW_BLOCKS ? brief : tabu;
  }
}
