package io.qahan.qubo;

/** Tabu searches, each from the next of {@link SearchStarts}. */
final class TabuReads implements RestartSolver.Search {
  private final SearchTask task;
  private final TabuSearch search;
  private final int staleSteps;

  TabuReads(SearchTask task) {
    this.task = task;
    int[] blocks = SearchCandidates.with(task.best().mask(), task.problem(), task.order());
    search = new TabuSearch(task.problem(), blocks, task.random());
    staleSteps = task.run().options().sweeps().orElse(task.starts().staleSteps());
  }

  @Override
  public int patience() {
    return task.starts().patience();
  }

  @Override
  public boolean read(int number) {
    if (number == 0) {
      search.moveTo(task.best().mask());
    } else {
      task.starts().next(search);
    }
    search.run(staleSteps, task.run());
    return task.best().offer(search.bestEnergy(), search::best);
  }
}
