package io.qahan.dwave.chip;

/**
 * Values that a solver takes, bounds included, as in its properties.
 *
 * @param min below 0
 * @param max above 0
 */
public record Range(double min, double max) {
  public Range {
    if (!(min < 0 && max > 0) || Double.isInfinite(max - min)) {
      throw new IllegalArgumentException(
          "range [%s, %s] must be finite and go from below 0 to above 0".formatted(min, max));
    }
  }

  /** By how much a value must be divided to be on the bound it is headed for. */
  double excess(double value) {
    return Math.max(value / max, value / min);
  }

  double clip(double value) {
    return Math.max(min, Math.min(max, value));
  }
}
