package io.qahan.qubo;

import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Tabu search from the greedy mask, started over ({@link SearchStarts}) until so many runs in a row
 * find nothing better, or the energy meets its lower bound.
 */
final class TabuSolver implements MaskSolver {
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
    BestMask best = new BestMask(problem, state.mask());
    run.found(best.energy());
    if (best.energy() > bound && !run.done()) {
      FastRandom random = new FastRandom(options.seed());
      SearchStarts starts = SearchStarts.of(problem, best, random, run);
      starts.improve();
      if (best.energy() > bound && !run.done()) {
        int[] blocks = SearchCandidates.with(best.mask(), problem, order);
        search(new TabuSearch(problem, blocks, random), starts, best, bound, run);
      }
    }
    return run.finish(best.mask(), OptionalDouble.of(bound), name());
  }

  private static void search(
      TabuSearch search, SearchStarts starts, BestMask best, double bound, SolveRun run) {
    SolveOptions options = run.options();
    int staleSteps = options.sweeps().orElse(starts.staleSteps());
    int reads = options.reads().orElse(Integer.MAX_VALUE);
    int patience = options.reads().isPresent() ? Integer.MAX_VALUE : starts.patience();
    search.moveTo(best.mask());
    int stale = 0;
    for (int read = 1; !run.done(); read++) {
      search.run(staleSteps, run);
      stale = best.offer(search.bestEnergy(), search::best) ? 0 : stale + 1;
      if (read == reads || stale == patience || best.energy() <= bound) {
        return;
      }
      starts.next(search);
    }
  }
}
