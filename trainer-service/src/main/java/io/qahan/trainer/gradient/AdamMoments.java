package io.qahan.trainer.gradient;

import java.util.Locale;

/**
 * What Adam remembers of one parameter. The arrays are not copied: leave them as they are.
 *
 * @param steps steps made so far
 * @param first running mean of the gradient, laid out as the parameter
 * @param second running mean of the squared gradient, laid out as the parameter
 */
@SuppressWarnings("ArrayRecordComponent") // carried from one place to the next, never compared
public record AdamMoments(long steps, float[] first, float[] second) {
  public AdamMoments {
    if (steps < 0 || first.length != second.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Adam's moments after [%d] steps have [%d] and [%d] values; they must be as many",
              steps,
              first.length,
              second.length));
    }
  }
}
