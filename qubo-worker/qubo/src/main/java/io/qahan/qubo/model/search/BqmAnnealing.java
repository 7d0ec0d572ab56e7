package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.FastRandom;

/**
 * Simulated annealing by single flips: variable after variable, an inverse temperature a sweep that
 * rises geometrically over the model's {@link BetaRange}, the Metropolis rule, and a descent at the
 * end. Nothing is allocated in the loop.
 */
final class BqmAnnealing implements Search {
  private final BetaRange betas;
  private final FastRandom random;

  BqmAnnealing(LocalFields state, FastRandom random) {
    betas = BetaRange.of(state.model());
    this.random = random;
  }

  @Override
  public void read(LocalFields state, int sweeps, BqmRun run) {
    for (int sweep = 0; sweep < sweeps && !run.over(); sweep++) {
      sweep(state, 1 / betas.beta(sweep, sweeps));
    }
    state.descend();
    run.offer(state);
  }

  private void sweep(LocalFields state, double temperature) {
    double[] fields = state.fields();
    double[] steps = state.steps();
    double hopeless = Metropolis.HOPELESS * temperature;
    for (int v = 0; v < fields.length; v++) {
      double delta = steps[v] * fields[v];
      if (delta < hopeless && (delta <= 0 || delta < temperature * Metropolis.threshold(random))) {
        state.flip(v);
      }
    }
  }
}
