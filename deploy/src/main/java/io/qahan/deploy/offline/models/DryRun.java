package io.qahan.deploy.offline.models;

import io.qahan.ingest.conv.FeatureNetwork;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.torchscript.TorchScriptNetwork;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * What a network does with random pixels before it becomes a model.
 *
 * @param millisAlone median time of one image by itself
 * @param millisTogether median time of one image of {@code batch}
 * @param batch images in one pass, as ingest polls them
 * @param largest feature, without its sign
 * @param oneByOne whether it cannot take several images in one pass
 */
record DryRun(
    double millisAlone, double millisTogether, int batch, float largest, boolean oneByOne) {
  private static final int BATCH = 16;
  private static final int PASSES = 5;

  /** Runs it a few times, on one thread; what it gave was found finite when it was opened. */
  static DryRun of(FeatureNetwork network, LongSupplier nanoTime) {
    PixelImage noise = noise(network.shape().input());
    float largest = 0;
    for (float feature : network.features(noise)) {
      largest = Math.max(largest, Math.abs(feature));
    }
    return new DryRun(
        medianMillis(network, noise, 1, nanoTime),
        medianMillis(network, noise, BATCH, nanoTime) / BATCH,
        BATCH,
        largest,
        network instanceof TorchScriptNetwork script && !script.takesBatches());
  }

  private static double medianMillis(
      FeatureNetwork network, PixelImage image, int images, LongSupplier nanoTime) {
    double[] millis = new double[PASSES];
    for (int i = -1; i < PASSES; i++) { // PyTorch makes its plans in the first
      long start = nanoTime.getAsLong();
      network.features(Collections.nCopies(images, image));
      millis[Math.max(i, 0)] = (nanoTime.getAsLong() - start) / 1e6;
    }
    Arrays.sort(millis);
    return millis[PASSES / 2];
  }

  private static PixelImage noise(ImageShape shape) {
    byte[] pixels = new byte[shape.size()];
    new SplittableRandom(1).nextBytes(pixels);
    return PixelImage.of(shape, pixels);
  }

  String line() {
    return String.format(
            Locale.ROOT,
            "dry run:   all features finite, the largest %.3g; %.2f ms an image alone, %.2f ms in passes"
                + " of %d",
            largest,
            millisAlone,
            millisTogether,
            batch)
        + (oneByOne ? ", one by one: it does not take several images together" : "");
  }
}
