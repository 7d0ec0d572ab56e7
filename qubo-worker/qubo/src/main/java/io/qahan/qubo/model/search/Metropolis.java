package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.FastRandom;

/**
 * The Metropolis rule without an exponential: a step that costs delta is accepted if delta / T is
 * below -log(u), u uniform in (0, 1). The logarithms come from a table of evenly spread u; where u
 * is below the table's first step the rest of it is drawn again, so that the tail is there too.
 */
final class Metropolis {
  /** Beyond this many temperatures (once in 10^10 proposals) a step is not even proposed. */
  static final double HOPELESS = 23;

  private static final int BITS = 10;
  private static final int SIZE = 1 << BITS;
  private static final double[] THRESHOLDS = thresholds();
  private static final double FIRST_STEP = Math.log(SIZE);

  private Metropolis() {}

  private static double[] thresholds() {
    double[] thresholds = new double[SIZE];
    for (int i = 1; i < SIZE; i++) {
      thresholds[i] = -Math.log((i + 0.5) / SIZE);
    }
    return thresholds;
  }

  /** The number of temperatures that a step may cost this time. */
  static double threshold(FastRandom random) {
    int place = (int) (random.nextLong() >>> (Long.SIZE - BITS));
    return place > 0 ? THRESHOLDS[place] : FIRST_STEP + threshold(random);
  }
}
