package io.qahan.trainer.online.gate;

import java.util.Locale;

/**
 * When a growing loss counts as drift. The defaults raise no alarm on twenty thousand MNIST images
 * of one kind, and notice within tens of labels that classes were swapped.
 *
 * @param delta growth of the loss to put up with, in nats an example
 * @param lambda how far losses must exceed what is put up with, summed, in nats
 * @param minimum examples to see before there can be drift, and again after each
 * @param recovery labels after a drift that the head has to recover, before a retraining is due
 */
public record DriftOptions(double delta, double lambda, int minimum, int recovery) {
  public static final DriftOptions DEFAULT = new DriftOptions(0.1, 50, 500, 1_000);

  /** With the default time to recover. */
  public DriftOptions(double delta, double lambda, int minimum) {
    this(delta, lambda, minimum, DEFAULT.recovery());
  }

  public DriftOptions {
    if (!(delta >= 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "drift delta [%s] must be 0 or above; try %s".formatted(delta, 0.1));
    }
    if (!(lambda > 0 && lambda < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "drift lambda [%s] must be above 0; try %s".formatted(lambda, 50));
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
}
