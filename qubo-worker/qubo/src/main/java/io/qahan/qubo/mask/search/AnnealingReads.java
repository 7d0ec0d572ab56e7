package io.qahan.qubo.mask.search;

import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.SolveRun;

/**
 * Simulated annealings with exchanges and flips, each from the first mask, and each ended by a
 * descent, unless it is not wanted: exchanges and flips, then {@link SearchStarts#descend}.
 */
final class AnnealingReads implements RestartSolver.Search {
  private final SearchTask task;
  private final AnnealingSchedule schedule;
  private final Annealing annealing;
  private final int[] start;
  private final int steps;

  AnnealingReads(SearchTask task) {
    this.task = task;
    schedule = AnnealingSchedule.of(task);
    annealing = new Annealing(new MaskState(task.problem()), schedule.candidates(), task.random());
    start = task.best().mask().kept();
    steps = task.run().options().sweeps().orElse(AnnealingSchedule.STEPS);
  }

  @Override
  public int patience() {
    return 6;
  }

  @Override
  public boolean read(int number) {
    SolveRun run = task.run();
    annealing.restart(start, start.length);
    for (int step = 0; step < steps && !run.done(); step++) {
      annealing.moves(schedule.movesPerStep(), schedule.temperature(number, step, steps));
      run.found(annealing.bestEnergy());
    }
    if (task.descends()) {
      annealing.descend();
      run.found(annealing.bestEnergy());
    }
    boolean better = task.best().offer(annealing.bestEnergy(), annealing::best);
    return (task.descends() && task.starts().descend(annealing.best())) || better;
  }
}
