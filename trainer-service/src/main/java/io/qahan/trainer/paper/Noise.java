package io.qahan.trainer.paper;

import java.util.SplittableRandom;

/**
 * Gaussian noise on images: each value of an image scaled to [-1, 1] gets a normal number of that
 * standard deviation, and is cut back to [-1, 1]. An image has the same noise in every epoch. The
 * paper gives intensities (0.2, 0.4) and no formula, so this reading is ours.
 *
 * @param intensity standard deviation, 0 for none
 * @param seed other seeds, other noise
 */
record Noise(double intensity, long seed) {
  Noise {
    if (!(intensity >= 0 && intensity < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "noise [%s] must be 0 or above; the paper's are 0.2 and 0.4".formatted(intensity));
    }
  }

  /** Adds the noise of one image to {@code length} values from {@code from} on, in place. */
  void addTo(float[] values, int from, int length, int image) {
    if (intensity == 0) {
      return;
    }
    SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() ^ image);
    for (int i = from; i < from + length; i++) {
      double noisy = values[i] + intensity * random.nextGaussian();
      values[i] = (float) Math.max(-1, Math.min(1, noisy));
    }
  }
}
