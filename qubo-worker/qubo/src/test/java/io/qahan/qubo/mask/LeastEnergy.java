package io.qahan.qubo.mask;

/**
 * The least energy of all 2^n masks, in the order of a Gray code: the tests' own oracle. B^T x is
 * carried from each mask to the next, O(d) a mask, without error as long as the features' sizes
 * differ by less than 2^24 or so; count and pairs are read off the mask's bits.
 */
public final class LeastEnergy {
  private LeastEnergy() {}

  public static double of(MaskProblem problem) {
    int d = problem.d();
    double[] signed = new double[problem.n() * d];
    for (int i = 0; i < signed.length; i++) {
      signed[i] = problem.blocks()[i];
    }
    double[] t = new double[d];
    double least = energy(problem, t, 0);
    int mask = 0;
    for (int step = 1; step < 1 << problem.n(); step++) {
      int block = Integer.numberOfTrailingZeros(step);
      mask ^= 1 << block;
      for (int j = 0; j < d; j++) {
        int i = block * d + j;
        t[j] += signed[i];
        signed[i] = -signed[i]; // what the block's next flip adds
      }
      least = Math.min(least, energy(problem, t, mask));
    }
    return least;
  }

  private static int pairs(MaskProblem problem, int mask) {
    int columns = problem.columns();
    int pairs = Integer.bitCount(mask & mask >> columns); // those below each other
    for (int first = 0; first < problem.n(); first += columns) {
      int row = mask >>> first & (int) ((1L << columns) - 1);
      pairs += Integer.bitCount(row & row >> 1);
    }
    return pairs;
  }

  private static double energy(MaskProblem problem, double[] t, int mask) {
    double attention = 0;
    for (double value : t) {
      attention += value * value;
    }
    double sigma = problem.objective() == Objective.LITERAL ? 1 : -1;
    double excess = Integer.bitCount(mask) - problem.k();
    return sigma * problem.mu() * attention
        + problem.lambda1() * excess * excess
        + problem.lambda2() * pairs(problem, mask);
  }
}
