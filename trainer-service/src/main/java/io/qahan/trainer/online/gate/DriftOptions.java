package io.qahan.trainer.online.gate;

import java.util.Locale;

/**
 * When a growing loss counts as drift. The defaults raise no alarm on twenty thousand MNIST images
 * of one kind, and notice within tens of labels that classes were swapped.
 *
 * @param delta growth of the loss to put up with, in nats an example
 * @param lambda how far losses must exceed what is put up with, summed, in nats
 * @param minimum examples to see before there can be drift, and again after each
 */
public record DriftOptions(double delta, double lambda, int minimum) {
  public static final DriftOptions DEFAULT = new DriftOptions(0.1, 50, 500);

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
  }
}
