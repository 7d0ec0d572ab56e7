package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.FastRandom;
import java.util.Arrays;

/**
 * Tabu search by single flips: each step flips what costs least of what is not tabu, uphill if it
 * must, and what was flipped stays tabu for a while, unless it leads to a new best sample. After a
 * while without one the search goes on from the read's best sample with some variables flipped at
 * random. A sweep is n steps. Nothing is allocated in the loop.
 */
final class BqmTabuSearch implements Search {
  /** Steps that a flipped variable stays tabu, and up to as many more; less where they are few. */
  private static final int TENURE = 10;

  private static final int CLOCK_INTERVAL = 64;
  private static final int STALE_SWEEPS = 20;
  private static final int KICK_ONE_IN = 6;

  private final FastRandom random;
  private final int n;
  private final int tenure;
  private final double rounding;
  private final long[] tabuUntil;
  private final LocalFields best;

  BqmTabuSearch(LocalFields state, FastRandom random) {
    this.random = random;
    n = state.model().variables();
    tenure = Math.min(TENURE, n / 4);
    rounding = state.model().rounding();
    tabuUntil = new long[n];
    best = new LocalFields(state);
  }

  @Override
  public void read(LocalFields state, int sweeps, BqmRun run) {
    Arrays.fill(tabuUntil, 0);
    best.copyFrom(state);
    long steps = (long) sweeps * n;
    long staleSteps = (long) STALE_SWEEPS * n;
    long improvedAt = 0;
    for (long step = 1; step <= steps; step++) {
      if (step % CLOCK_INTERVAL == 0 && run.over()) {
        break;
      }
      int v = bestFlip(state, step);
      if (v >= 0) {
        state.flip(v);
        tabuUntil[v] = step + tenure + FastRandom.upper(random.nextLong(), tenure + 1);
      }
      if (state.energy() < best.energy() - rounding) {
        best.copyFrom(state);
        improvedAt = step;
      } else if (step - improvedAt > staleSteps) {
        run.offer(best);
        kick(state);
        improvedAt = step;
      }
    }
    run.offer(best);
  }

  /** The cheapest flip that is not tabu, or that makes a new best sample; -1 if all are tabu. */
  private int bestFlip(LocalFields state, long step) {
    double[] fields = state.fields();
    double[] steps = state.steps();
    double aspiration = best.energy() - state.energy() - rounding;
    double least = Double.POSITIVE_INFINITY;
    int found = -1;
    for (int v = 0; v < n; v++) {
      double delta = steps[v] * fields[v];
      if (delta < least && (tabuUntil[v] <= step || delta < aspiration)) {
        least = delta;
        found = v;
      }
    }
    return found;
  }

  private void kick(LocalFields state) {
    state.copyFrom(best);
    int flips = Math.max(2, n / KICK_ONE_IN);
    for (int i = 0; i < flips; i++) {
      state.flip(FastRandom.upper(random.nextLong(), n));
    }
    state.refresh();
  }
}
