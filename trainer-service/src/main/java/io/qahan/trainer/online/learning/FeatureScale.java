package io.qahan.trainer.online.learning;

import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.TrainingState;
import java.util.Locale;

/**
 * What the largest features of examples are like, and so which example cannot be true: one absurd
 * value would spoil Adam's moments, and with them the training, for good.
 *
 * <p>A running median, in steps of its logarithm: one example moves it by a twentieth, however
 * absurd it is, and one that is refused moves it too, so that features whose scale has really
 * changed are taken after a few dozen. It follows from the log alone. For one thread.
 */
public final class FeatureScale {
  /** So many times the median is still taken: the features of images differ by a factor of ten. */
  private static final double ROOM = 100;

  private static final double STEP = 1.05;

  /** Pixels are from -1 to 1; where the first example is absurd, the scale is not. */
  private static final double LEAST = 1;

  private static final double FIRST_AT_MOST = 100;

  private double settled;
  private double current;

  /** Of a training that has seen nothing. */
  FeatureScale() {}

  /** Goes on from a state. */
  static FeatureScale of(double saved) {
    FeatureScale scale = new FeatureScale();
    scale.settled = saved;
    if (!(scale.settled >= 0) || Double.isInfinite(scale.settled)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its feature scale is [%s]; it must be a number from 0 on",
              scale.settled));
    }
    scale.current = scale.settled;
    return scale;
  }

  void saveTo(TrainingState.Builder state) {
    state.setFeatureScale(settled);
  }

  /** Takes the next example of the log, and says whether its features can be true. */
  boolean admits(Sparse features) {
    double largest = largestOf(features);
    if (current == 0) {
      current = Math.max(LEAST, Math.min(FIRST_AT_MOST, largest));
    } else if (largest > current) {
      current *= STEP;
    } else if (largest < current) {
      current = Math.max(LEAST, current / STEP);
    }
    return largest <= limit();
  }

  /** The largest value that would be taken now. */
  double limit() {
    return ROOM * current;
  }

  /** All that was taken belongs to the state from here on; what was not will come again. */
  void settle() {
    settled = current;
  }

  /** The largest value, without its sign; 0 for none. */
  public static double largestOf(Sparse features) {
    double largest = 0;
    for (float value : features.values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
