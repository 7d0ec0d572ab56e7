package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.TransverseField;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.SolveRun;
import java.util.Arrays;

/**
 * Simulated quantum annealing by path-integral Monte Carlo (Martonak, Santoro and Tosatti, Phys.
 * Rev. B 66, 094203, 2002): {@value #SLICES} Trotter slices of the mask in a ring, each at a fixed
 * temperature T, a block bound to itself in the next slice by K = -1/2 ln tanh(G / T). The
 * transverse field G falls, so that slices that could differ freely in the end must agree. It is
 * what the annealing hardware does, on a processor; moves are those of {@link Annealing}.
 */
final class QuantumAnnealingReads implements RestartSolver.Search {
  private static final int SLICES = 8;

  private final SearchTask task;
  private final AnnealingSchedule schedule;
  private final Annealing[] slices = new Annealing[SLICES];
  private final int[] start;
  private final int steps;

  QuantumAnnealingReads(SearchTask task) {
    this.task = task;
    schedule = AnnealingSchedule.of(task);
    Arrays.setAll(
        slices,
        i -> new Annealing(new MaskState(task.problem()), schedule.candidates(), task.random()));
    start = task.best().mask().kept();
    steps = task.run().options().sweeps().orElse(AnnealingSchedule.STEPS);
  }

  @Override
  public int patience() {
    return 3;
  }

  @Override
  public boolean read(int number) {
    SolveRun run = task.run();
    for (Annealing slice : slices) {
      slice.restart(start, start.length);
    }
    evolve(number);
    boolean better = false;
    for (Annealing slice : slices) {
      if (task.descends()) {
        slice.descend();
        run.found(slice.bestEnergy());
      }
      better |= task.best().offer(slice.bestEnergy(), slice::best);
    }
    return (task.descends() && task.starts().descend(slices[0].best())) || better;
  }

  /** The field falls, and each slice in turn moves between its two neighbours. */
  private void evolve(int read) {
    SolveRun run = task.run();
    double temperature = schedule.temperature(read, steps / 3, steps);
    for (int step = 0; step < steps && !run.done(); step++) {
      double bond = 2 * temperature * TransverseField.bond(step, steps);
      for (int i = 0; i < SLICES; i++) {
        slices[i].bind(slices[(i + SLICES - 1) % SLICES], slices[(i + 1) % SLICES], bond);
        slices[i].moves(schedule.movesPerStep() / SLICES + 1, temperature);
        run.found(slices[i].bestEnergy());
      }
    }
  }
}
