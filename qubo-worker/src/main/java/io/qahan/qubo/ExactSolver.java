package io.qahan.qubo;

import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Finds the least energy there is, with proof: by enumeration for n up to {@value
 * Enumeration#MAX_BLOCKS}. Refuses every other problem.
 */
final class ExactSolver implements MaskSolver {
  private final LongSupplier nanoClock;

  ExactSolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Whether this problem is of a kind that can be solved with proof. */
  static boolean takes(MaskProblem problem) {
    return problem.n() <= Enumeration.MAX_BLOCKS;
  }

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public MaskSolution solve(MaskProblem problem, SolveOptions options) {
    if (!takes(problem)) {
      throw new UnsolvableException(
          "exact does not solve [%s] with n [%d], d [%d]; maybe ask sa or auto"
              .formatted(problem.objective(), problem.n(), problem.d()));
    }
    SolveRun run = new SolveRun(problem, options, nanoClock);
    NormOrder order = new NormOrder(problem);
    MaskState state = new MaskState(problem);
    Greedy.fill(state, order);
    Enumeration enumeration = new Enumeration(problem, state.mask());
    boolean proven = enumeration.run(run);
    Mask best = enumeration.best();
    double bound = proven ? problem.energy(best) : LowerBound.of(problem, order);
    return run.finish(best, OptionalDouble.of(bound), name());
  }
}
