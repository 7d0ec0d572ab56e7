package io.qahan.qubo;

import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Simulated annealing with exchanges and flips, from the greedy mask, restarted until {@value
 * #PATIENCE} runs in a row find nothing better, or the energy meets its lower bound. Each run ends
 * with a descent: exchanges and flips, then {@link SearchStarts#descend}.
 */
final class AnnealingSolver implements MaskSolver {
  private static final int PATIENCE = 6;

  private final LongSupplier nanoClock;

  AnnealingSolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public String name() {
    return "sa";
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
        anneal(state, order, random, starts, best, bound, run);
      }
    }
    return run.finish(best.mask(), OptionalDouble.of(bound), name());
  }

  private static void anneal(
      MaskState state,
      NormOrder order,
      FastRandom random,
      SearchStarts starts,
      BestMask best,
      double bound,
      SolveRun run) {
    AnnealingSchedule schedule = AnnealingSchedule.of(state, order, random);
    Annealing annealing = new Annealing(state, schedule.candidates(), random);
    int[] start = best.mask().kept();
    int steps = run.options().sweeps().orElse(AnnealingSchedule.STEPS);
    int reads = run.options().reads().orElse(Integer.MAX_VALUE);
    int patience = run.options().reads().isPresent() ? Integer.MAX_VALUE : PATIENCE;
    int stale = 0;
    for (int read = 0; read < reads && stale < patience && best.energy() > bound; read++) {
      annealing.restart(start, start.length);
      for (int step = 0; step < steps && !run.done(); step++) {
        annealing.moves(schedule.movesPerStep(), schedule.temperature(read, step, steps));
        run.found(annealing.bestEnergy());
      }
      if (!run.done()) {
        annealing.descend();
        run.found(annealing.bestEnergy());
      }
      boolean better = best.offer(annealing.bestEnergy(), annealing::best);
      if (run.done()) {
        return;
      }
      better |= starts.descend(annealing.best());
      stale = better ? 0 : stale + 1;
    }
  }
}
