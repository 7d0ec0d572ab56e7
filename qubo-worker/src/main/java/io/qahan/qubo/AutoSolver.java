package io.qahan.qubo;

import java.util.function.LongSupplier;

/**
 * Picks the solver that suits the problem: {@code exact} where it is quick (SALIENT with d = 1; n
 * up to {@value #ENUMERATED_BLOCKS}), else {@code sa}. The solution says which: {@code auto:exact},
 * {@code auto:sa}.
 */
final class AutoSolver implements MaskSolver {
  /** 2^16 masks take about a millisecond. */
  static final int ENUMERATED_BLOCKS = 16;

  private final MaskSolver exact;
  private final MaskSolver tabu;

  AutoSolver(LongSupplier nanoClock) {
    exact = new ExactSolver(nanoClock);
    tabu = new TabuSolver(nanoClock);
  }

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public MaskSolution solve(MaskProblem problem, SolveOptions options) {
    boolean provable = ExactSolver.isRankOne(problem) || problem.n() <= ENUMERATED_BLOCKS;
    MaskSolver picked = provable ? exact : tabu;
    return picked.solve(problem, options).by(name() + ":" + picked.name());
  }
}
