package io.qahan.qubo;

import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Tabu search from the greedy mask, then in turn from the best mask with some blocks flipped and
 * from random masks, until {@value #PATIENCE} runs in a row find nothing better, or the energy
 * meets its lower bound.
 */
final class TabuSolver implements MaskSolver {
  private static final int PATIENCE = 10;

  /** Steps without a better mask that end a run. */
  private static final int STALE_STEPS = 300;

  /** What rounding may make of two paths to the same mask. */
  private static final double ROUNDING = 1e-12;

  private final LongSupplier nanoClock;

  TabuSolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public String name() {
    return "tabu";
  }

  @Override
  public MaskSolution solve(MaskProblem problem, SolveOptions options) {
    SolveRun run = new SolveRun(problem, options, nanoClock);
    NormOrder order = new NormOrder(problem);
    MaskState state = new MaskState(problem);
    Greedy.fill(state, order);
    double bound = LowerBound.of(problem, order);
    Mask greedy = state.mask();
    Mask best =
        state.energy() > bound && !run.outOfTime()
            ? search(problem, greedy, order, bound, new FastRandom(options.seed()), run)
            : greedy;
    Mask better = problem.energy(best) < problem.energy(greedy) ? best : greedy;
    return run.finish(better, OptionalDouble.of(bound), name());
  }

  private static Mask search(
      MaskProblem problem,
      Mask greedy,
      NormOrder order,
      double bound,
      FastRandom random,
      SolveRun run) {
    TabuSearch search = new TabuSearch(problem, blocks(problem, greedy, order), random);
    search.moveTo(greedy);
    Mask best = greedy;
    double bestEnergy = problem.energy(greedy);
    int stale = 0;
    for (int i = 0; stale < PATIENCE && bestEnergy > bound && !run.outOfTime(); i++) {
      search.run(STALE_STEPS, run);
      if (search.bestEnergy() < bestEnergy - ROUNDING * (1 + Math.abs(bestEnergy))) {
        bestEnergy = search.bestEnergy();
        best = search.best();
        stale = 0;
      } else {
        stale++;
      }
      search.clear();
      if (i % 2 == 0) {
        search.moveTo(best);
        search.kick(Math.max(2, problem.k() / 3));
      } else {
        search.kick(Math.max(1, problem.k()));
      }
    }
    return best;
  }

  /** The candidates and what greedy keeps, ascending. */
  private static int[] blocks(MaskProblem problem, Mask greedy, NormOrder order) {
    boolean[] in = new boolean[problem.n()];
    for (int a : SearchCandidates.of(problem, order)) {
      in[a] = true;
    }
    for (int a : greedy.kept()) {
      in[a] = true;
    }
    return Mask.of(in).kept();
  }
}
