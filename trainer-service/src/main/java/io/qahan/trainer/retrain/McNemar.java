package io.qahan.trainer.retrain;

/**
 * Whether two classifiers differ beyond chance on the same images: of those that only one gets
 * right, each is a coin tossed (McNemar, Psychometrika 12, 1947), here exactly and two-sided.
 */
public final class McNemar {
  private McNemar() {}

  /**
   * How likely so uneven a split, or a more uneven one, is if both are equally good.
   *
   * @param one images that only one gets right
   * @param other images that only the other gets right
   * @return 0 to 1; 1 if there is nothing to tell them by
   */
  public static double chance(long one, long other) {
    long tosses = one + other;
    long fewer = Math.min(one, other);
    // From the middle term down each is a known part of the one above; logarithms, for they are
    // tiny.
    double logTerm = -tosses * Math.log(2); // of no head at all
    double tail = 0;
    for (long heads = 0; heads <= fewer; heads++) {
      tail += Math.exp(logTerm);
      logTerm += Math.log((double) (tosses - heads) / (heads + 1));
    }
    return Math.min(1, 2 * tail);
  }
}
