package io.qahan.qubo.model.search;

/**
 * Flips what wins most until nothing wins. The least delta of each block of variables is kept, and
 * found again only where a flip has changed it, so that a step costs what the flip touches and not
 * the whole model. For one thread.
 */
final class SteepestDescent {
  private static final int BLOCK = 64;

  private final LocalFields state;
  private final int n;
  private final int[] rowStarts;
  private final int[] neighbours;
  private final int[] best;
  private final int[] checkedAt;
  private int step;

  SteepestDescent(LocalFields state) {
    this.state = state;
    n = state.model().variables();
    rowStarts = state.model().adjacency().rowStarts();
    neighbours = state.model().adjacency().neighbours();
    best = new int[(n + BLOCK - 1) / BLOCK];
    checkedAt = new int[best.length];
  }

  /** Goes down to a local minimum, or as far as the time allows. */
  void run(BqmRun run) {
    for (int block = 0; block < best.length; block++) {
      check(block);
    }
    for (int v = steepest(); state.isDownhill(state.delta(v)) && !run.over(); v = steepest()) {
      state.flip(v);
      step++;
      check(v / BLOCK);
      for (int i = rowStarts[v]; i < rowStarts[v + 1]; i++) {
        int block = neighbours[i] / BLOCK;
        if (checkedAt[block] != step) {
          check(block);
        }
      }
    }
  }

  private void check(int block) {
    int end = Math.min(n, (block + 1) * BLOCK);
    int least = block * BLOCK;
    for (int v = least + 1; v < end; v++) {
      if (state.delta(v) < state.delta(least)) {
        least = v;
      }
    }
    best[block] = least;
    checkedAt[block] = step;
  }

  private int steepest() {
    int least = best[0];
    for (int v : best) {
      if (state.delta(v) < state.delta(least)) {
        least = v;
      }
    }
    return least;
  }
}
