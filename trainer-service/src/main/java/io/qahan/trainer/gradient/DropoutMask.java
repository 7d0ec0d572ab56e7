package io.qahan.trainer.gradient;

import java.util.SplittableRandom;

/**
 * Inverted dropout: each value is dropped with probability {@code rate}, the kept ones are scaled
 * by 1 / (1 - rate). Drawn in Java from a seed and a step, because the engine's random numbers are
 * one stream for the whole process, which a replay could not repeat (and five times slower).
 *
 * @param rate share of values dropped, from 0 up to but not including 1
 * @param seed of the whole training
 */
public record DropoutMask(double rate, long seed) {
  private static final double TWO_TO_32 = 4294967296.0;

  public DropoutMask {
    checkRate(rate);
  }

  /**
   * Refuses what is no rate.
   *
   * @throws IllegalArgumentException if it is not from 0 up to but not including 1
   */
  public static void checkRate(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout [%s] must be at least 0 and below 1; the paper's is 0.5".formatted(rate));
    }
  }

  /** Multiplies {@code values} by the mask of {@code step}, in place. */
  public void apply(long step, float[] values) {
    if (rate == 0) {
      return;
    }
    SplittableRandom random = new SplittableRandom(mix(seed) ^ step);
    int threshold =
        (int) Math.min(Integer.MAX_VALUE, Math.round(rate * TWO_TO_32) + Integer.MIN_VALUE);
    float scale = (float) (1 / (1 - rate));
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt() < threshold ? 0 : values[i] * scale;
    }
  }

  /** Spreads seeds such as 1 and 2 apart, so that their steps do not share masks. */
  private static long mix(long seed) {
    return new SplittableRandom(seed).nextLong();
  }
}
