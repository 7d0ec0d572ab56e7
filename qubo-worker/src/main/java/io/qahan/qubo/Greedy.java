package io.qahan.qubo;

/** The greedy construction itself, without a solver's frame. */
final class Greedy {
  private Greedy() {}

  /** Keeps the block of the largest gain until none gains; never drops one. */
  static void fill(MaskState state, NormOrder order) {
    boolean salient = state.problem().objective() == Objective.SALIENT;
    if (salient) {
      order.reach(3 * state.problem().k() + 1);
    }
    int block;
    do {
      block = salient ? bestByNorm(state, order) : bestOfAll(state);
      if (block >= 0) {
        state.flip(block);
      }
    } while (block >= 0);
  }

  private static int bestOfAll(MaskState state) {
    int best = -1;
    double bestDelta = 0;
    for (int a = 0; a < state.problem().n(); a++) {
      if (!state.keeps(a)) {
        double delta = state.flipDelta(a);
        if (delta < bestDelta) {
          bestDelta = delta;
          best = a;
        }
      }
    }
    return best;
  }

  /**
   * As {@link #bestOfAll} for SALIENT, but down the falling norms only as far as a block can still
   * win: by Cauchy-Schwarz, keeping a block gains no more than mu (b^2 + 2 b ||t||) with b its
   * norm. For d = 1 and features of one sign that is the gain itself, and the first block without a
   * neighbour ends the search.
   */
  private static int bestByNorm(MaskState state, NormOrder order) {
    MaskProblem problem = state.problem();
    double length = Math.sqrt(state.attentionEnergy());
    double countTerm = problem.lambda1() * (1 + 2 * (state.count() - problem.k()));
    int best = -1;
    double bestDelta = 0;
    for (int i = 0; i < problem.n(); i++) {
      if (i == order.size()) {
        order.reach(problem.n());
      }
      double b = order.norm(i);
      if (countTerm - problem.mu() * b * (b + 2 * length) > bestDelta) {
        break;
      }
      int a = order.block(i);
      if (!state.keeps(a)) {
        double delta = state.flipDelta(a);
        if (delta < bestDelta) {
          bestDelta = delta;
          best = a;
        }
      }
    }
    return best;
  }
}
