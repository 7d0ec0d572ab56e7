package io.qahan.trainer.online.gate;

import io.qahan.trainer.settings.DriftDetection;
import java.util.Locale;

/**
 * When more errors than before count as drift.
 *
 * @param detection by which test
 * @param confidence of ADWIN: about how probable it is that it takes chance for drift, above 0 and
 *     below 1
 * @param delta of Page-Hinkley: growth of the share of errors to put up with, in standard
 *     deviations of one error
 * @param lambda of Page-Hinkley: how far errors must exceed what is put up with, summed, in the
 *     same
 * @param minimum images to see before there can be drift, and again after each
 * @param recovery labels after a drift that the head has to recover, before a retraining is due
 */
public record DriftOptions(
    DriftDetection detection,
    double confidence,
    double delta,
    double lambda,
    int minimum,
    int recovery) {
  public static final DriftOptions DEFAULT =
      new DriftOptions(DriftDetection.ADWIN, 0.002, 0.1, 75, 500, 1_000);

  public DriftOptions {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "drift confidence [%s] must be above 0 and below 1; try %s".formatted(confidence, 0.002));
    }
    if (!(delta >= 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "drift delta [%s] must be 0 or above; try %s".formatted(delta, 0.1));
    }
    if (!(lambda > 0 && lambda < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "drift lambda [%s] must be above 0; try %s".formatted(lambda, 75));
    }
    if (minimum < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "drift minimum [%d] must be at least 1 example", minimum));
    }
    if (recovery < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "recovery [%d] must be at least 1 label", recovery));
    }
  }

  /** The same with another test. */
  public DriftOptions withDetection(DriftDetection other) {
    return new DriftOptions(other, confidence, delta, lambda, minimum, recovery);
  }

  /** The same, but it begins to judge after so many images. */
  public DriftOptions withMinimum(int other) {
    return new DriftOptions(detection, confidence, delta, lambda, other, recovery);
  }

  /** The same with so many labels to recover. */
  public DriftOptions withRecovery(int other) {
    return new DriftOptions(detection, confidence, delta, lambda, minimum, other);
  }
}
