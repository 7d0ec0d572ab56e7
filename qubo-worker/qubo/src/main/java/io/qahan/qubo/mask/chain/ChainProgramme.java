package io.qahan.qubo.mask.chain;

/**
 * The dynamic programme along the chain: maximises {@code sum (slope * v_a - price) x_a - lambda2 *
 * pairs}, in one pass over the positions that are worth their price. These fall into runs of
 * neighbours; a run of one is simply kept. Ties go to fewer blocks.
 */
final class ChainProgramme {
  private final double lambda2;

  /** For each place of the run: whether its predecessor is kept, if it is itself left or kept. */
  private final boolean[] beforeLeft;

  private final boolean[] beforeKept;
  private final boolean[] keep;

  ChainProgramme(int n, double lambda2) {
    this.lambda2 = lambda2;
    beforeLeft = new boolean[n];
    beforeKept = new boolean[n];
    keep = new boolean[n];
  }

  void solve(ChainCandidates candidates, double slope, double price, ChainMask into) {
    int size = candidates.size();
    int[] positions = candidates.positions();
    double[] values = candidates.values();
    into.clear();
    int i = 0;
    while (i < size) {
      if (slope * values[i] <= price) {
        i++;
        continue;
      }
      int end = i + 1;
      while (end < size
          && positions[end] == positions[end - 1] + 1
          && slope * values[end] > price) {
        end++;
      }
      if (end == i + 1) {
        into.append(positions[i], values[i]);
      } else {
        run(positions, values, i, end, slope, price, into);
      }
      i = end;
    }
  }

  private void run(
      int[] positions,
      double[] values,
      int from,
      int end,
      double slope,
      double price,
      ChainMask into) {
    double left = 0;
    double kept = slope * values[from] - price;
    for (int i = from + 1; i < end; i++) {
      int place = i - from;
      beforeLeft[place] = kept > left;
      beforeKept[place] = kept - lambda2 > left;
      double gain = slope * values[i] - price;
      double nextKept = gain + (beforeKept[place] ? kept - lambda2 : left);
      left = beforeLeft[place] ? kept : left;
      kept = nextKept;
    }
    boolean keeping = kept > left;
    for (int place = end - from - 1; place >= 0; place--) {
      keep[place] = keeping;
      keeping = keeping ? beforeKept[place] : beforeLeft[place];
    }
    for (int i = from; i < end; i++) {
      if (keep[i - from]) {
        into.append(positions[i], values[i]);
      }
    }
  }
}
