package io.qahan.qubo;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * Simulated quantum annealing by path-integral Monte Carlo (Martonak, Santoro and Tosatti, Phys.
 * Rev. B 66, 094203, 2002): {@value #SLICES} Trotter slices of the mask in a ring, each at a fixed
 * temperature T, a block bound to itself in the next slice by K = -1/2 ln tanh(G / T). The
 * transverse field G falls, so that slices that could differ freely in the end must agree. It is
 * what the annealing hardware does, on a processor; moves are those of {@link Annealing}. Restarted
 * until {@value #PATIENCE} runs in a row find nothing better.
 */
final class QuantumAnnealingSolver implements MaskSolver {
  private static final int SLICES = 8;
  private static final int PATIENCE = 3;

  /** G / T at the first and the last step. */
  private static final double FIRST_FIELD = 3;

  private static final double LAST_FIELD = 1e-3;

  private final LongSupplier nanoClock;

  QuantumAnnealingSolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public String name() {
    return "sqa";
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
        AnnealingSchedule schedule = AnnealingSchedule.of(state, order, random);
        read(slices(problem, schedule, random), schedule, starts, best, bound, run);
      }
    }
    return run.finish(best.mask(), OptionalDouble.of(bound), name());
  }

  private static Annealing[] slices(
      MaskProblem problem, AnnealingSchedule schedule, FastRandom random) {
    Annealing[] slices = new Annealing[SLICES];
    Arrays.setAll(
        slices, i -> new Annealing(new MaskState(problem), schedule.candidates(), random));
    return slices;
  }

  private static void read(
      Annealing[] slices,
      AnnealingSchedule schedule,
      SearchStarts starts,
      BestMask best,
      double bound,
      SolveRun run) {
    int[] start = best.mask().kept();
    int reads = run.options().reads().orElse(Integer.MAX_VALUE);
    int patience = run.options().reads().isPresent() ? Integer.MAX_VALUE : PATIENCE;
    int stale = 0;
    for (int read = 0; read < reads && stale < patience && best.energy() > bound; read++) {
      for (Annealing slice : slices) {
        slice.restart(start, start.length);
      }
      evolve(slices, schedule, read, run);
      boolean better = false;
      for (Annealing slice : slices) {
        if (!run.done()) {
          slice.descend();
          run.found(slice.bestEnergy());
        }
        better |= best.offer(slice.bestEnergy(), slice::best);
      }
      if (run.done()) {
        return;
      }
      better |= starts.descend(slices[0].best());
      stale = better ? 0 : stale + 1;
    }
  }

  /** One read: the field falls, and each slice in turn moves between its two neighbours. */
  private static void evolve(
      Annealing[] slices, AnnealingSchedule schedule, int read, SolveRun run) {
    int steps = run.options().sweeps().orElse(AnnealingSchedule.STEPS);
    double temperature = schedule.temperature(read, steps / 3, steps);
    for (int step = 0; step < steps && !run.done(); step++) {
      double progress = steps == 1 ? 1 : step / (steps - 1.0);
      double field = FIRST_FIELD * Math.pow(LAST_FIELD / FIRST_FIELD, progress);
      double bond = -temperature * Math.log(Math.tanh(field));
      for (int i = 0; i < SLICES; i++) {
        slices[i].bind(slices[(i + SLICES - 1) % SLICES], slices[(i + 1) % SLICES], bond);
        slices[i].moves(schedule.movesPerStep() / SLICES + 1, temperature);
        run.found(slices[i].bestEnergy());
      }
    }
  }
}
