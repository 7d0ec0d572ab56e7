package io.qahan.trainer.paper;

import io.qahan.ingest.conv.Normalisation;
import io.qahan.ingest.image.ImageShape;
import java.util.SplittableRandom;

/**
 * Gaussian noise on images: each value of an image scaled to [-1, 1] gets a normal number of that
 * standard deviation, and is cut back to [-1, 1]; the same of an image that is scaled otherwise. An
 * image has the same noise in every epoch. The paper gives intensities (0.2, 0.4) and no formula,
 * so this reading is ours.
 *
 * @param intensity standard deviation, 0 for none
 * @param seed other seeds, other noise
 */
record Noise(double intensity, long seed) {
  private static final double HALF = 127.5; // pixels from -1 to 1 are (pixel - 127.5) / 127.5

  Noise {
    if (!(intensity >= 0 && intensity < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "noise [%s] must be 0 or above; the paper's are 0.2 and 0.4".formatted(intensity));
    }
  }

  /**
   * Adds the noise of one image, in place.
   *
   * @param values of many images
   * @param from where this one begins, in C x H x W order
   * @param scale what became of the pixels
   */
  void addTo(float[] values, int from, ImageShape shape, Normalisation scale, int image) {
    if (intensity == 0) {
      return;
    }
    SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() ^ image);
    float[][] table = scale.table();
    int plane = shape.height() * shape.width();
    for (int channel = 0; channel < shape.channels(); channel++) {
      double deviation = intensity * (HALF / scale.std().get(channel));
      float least = table[channel][0];
      float most = table[channel][table[channel].length - 1];
      for (int i = from + channel * plane; i < from + (channel + 1) * plane; i++) {
        double noisy = values[i] + deviation * random.nextGaussian();
        values[i] = (float) Math.max(least, Math.min(most, noisy));
      }
    }
  }
}
