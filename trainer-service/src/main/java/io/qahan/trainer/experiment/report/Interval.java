package io.qahan.trainer.experiment.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * A figure and how far it is known: chance alone takes the true one out of {@code middle} +- {@code
 * half} one time in twenty.
 *
 * @param middle the mean
 * @param half half the width of the 95 % interval; 0 where nothing is known of it
 */
public record Interval(double middle, double half) {
  /** Student's t, two-sided 95 %, for 1 to 30 degrees of freedom. */
  private static final double[] T = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };

  private static final double STANDARD_ERRORS = 2;

  /** One whose chance is not known: of a single training. */
  public static Interval exactly(double value) {
    return new Interval(value, 0);
  }

  /** The share of so many images drawn for itself: two standard errors. */
  public static Interval ofShare(double share, int images) {
    return new Interval(share, STANDARD_ERRORS * Math.sqrt(share * (1 - share) / images));
  }

  /**
   * The mean over trainings that differ in their seed alone, by Student's t; of a single one
   * nothing is known.
   */
  public static Interval ofSeeds(double... values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    if (values.length == 1) {
      return exactly(mean);
    }
    int freedom = values.length - 1;
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / freedom;
    double t = T[Math.min(freedom, T.length) - 1];
    return new Interval(mean, t * Math.sqrt(variance / values.length));
  }

  /** The difference of two figures that chance moves apart from each other. */
  public Interval minus(Interval other) {
    return new Interval(middle - other.middle, Math.hypot(half, other.half));
  }

  /** Whether all of it is above. */
  public boolean isAbove(double value) {
    return middle - half > value;
  }

  /** Whether all of it is below. */
  public boolean isBelow(double value) {
    return middle + half < value;
  }

  /** Four places, and the width where it is known. */
  public String text() {
    return half == 0
        ? String.format(Locale.ROOT, "%.4f", middle)
        : String.format(Locale.ROOT, "%.4f ± %.4f", middle, half);
  }
}
