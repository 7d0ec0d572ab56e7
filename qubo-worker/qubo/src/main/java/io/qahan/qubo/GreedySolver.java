package io.qahan.qubo;

import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Starts from the empty mask and keeps, again and again, the block that lowers the energy most;
 * ends when none does. Takes no notice of the seed, nor of the time budget: it is what every other
 * solver starts from and falls back on.
 */
final class GreedySolver implements MaskSolver {
  private final LongSupplier nanoClock;

  GreedySolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public String name() {
    return "greedy";
  }

  @Override
  public MaskSolution solve(MaskProblem problem, SolveOptions options) {
    SolveRun run = new SolveRun(problem, options, nanoClock);
    NormOrder order = new NormOrder(problem);
    MaskState state = new MaskState(problem);
    Greedy.fill(state, order);
    run.found(state.energy());
    return run.finish(state.mask(), OptionalDouble.of(LowerBound.of(problem, order)), name());
  }
}
