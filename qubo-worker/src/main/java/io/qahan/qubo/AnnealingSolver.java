package io.qahan.qubo;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Simulated annealing with exchanges and flips, from the greedy mask, restarted until {@value
 * #PATIENCE} runs in a row find nothing better, or the energy meets its lower bound.
 */
final class AnnealingSolver implements MaskSolver {
  private static final int PATIENCE = 6;

  /** What rounding may make of two paths to the same mask. */
  private static final double ROUNDING = 1e-12;

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
    run.found(state.energy());
    double bound = LowerBound.of(problem, order);
    Mask greedy = state.mask();
    Mask best =
        state.energy() > bound && !run.outOfTime()
            ? anneal(state, order, bound, new FastRandom(options.seed()), run)
            : greedy;
    Mask better = problem.energy(best) < problem.energy(greedy) ? best : greedy;
    return run.finish(better, OptionalDouble.of(bound), name());
  }

  private static Mask anneal(
      MaskState state, NormOrder order, double bound, FastRandom random, SolveRun run) {
    AnnealingSchedule schedule = AnnealingSchedule.of(state, order, random);
    Annealing annealing = new Annealing(state, schedule.candidates(), random);
    int[] start = state.mask().kept();
    int[] best = start;
    double bestEnergy = state.energy();
    int stale = 0;
    for (int i = 0; stale < PATIENCE && bestEnergy > bound && !run.outOfTime(); i++) {
      annealing.restart(start, start.length);
      for (int step = 0; step < AnnealingSchedule.STEPS && !run.outOfTime(); step++) {
        annealing.moves(schedule.movesPerStep(), schedule.temperature(i, step));
      }
      if (!run.outOfTime()) {
        annealing.descend();
      }
      if (annealing.bestEnergy() < bestEnergy - ROUNDING * (1 + Math.abs(bestEnergy))) {
        bestEnergy = annealing.bestEnergy();
        best = Arrays.copyOf(annealing.bestKept(), annealing.bestCount());
        stale = 0;
      } else {
        stale++;
      }
    }
    return Mask.of(state.problem().n(), best);
  }
}
