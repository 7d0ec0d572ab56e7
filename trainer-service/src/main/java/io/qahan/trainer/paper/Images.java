package io.qahan.trainer.paper;

import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.LabelledImage;
import io.qahan.ingest.dataset.LabelledImages;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.UndecodableImageException;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.trainer.paper.network.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Decoded images in memory, one byte a value, with their labels.
 *
 * @param pixels the images
 * @param labels their classes, in the same order; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // read in place, never compared
record Images(List<PixelImage> pixels, int[] labels) {
  private static final int NAMED = 20;

  Images {
    pixels = List.copyOf(pixels);
    if (pixels.isEmpty() || pixels.size() != labels.length) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "[%d] images with [%d] labels; a training takes at least one of each",
              pixels.size(),
              labels.length));
    }
  }

  /**
   * Decodes {@code wanted} images, evenly spaced, so that a set that is sorted by class gives some
   * of each class; all if there are fewer.
   */
  static Images load(LabelledImages source, int wanted, ImageShape shape) {
    return load(source, wanted, shape, ImageLimits.DEFAULT);
  }

  /**
   * The same within such limits, which say whether images of another size are resized.
   *
   * @throws DatasetException naming every image that cannot be decoded, up to a bound
   */
  static Images load(LabelledImages source, int wanted, ImageShape shape, ImageLimits limits) {
    int count = Math.min(wanted, source.size());
    ImageDecoder decoder = new ImageDecoder(shape, limits);
    List<PixelImage> pixels = new ArrayList<>(count);
    int[] labels = new int[count];
    List<String> faults = new ArrayList<>();
    int bad = 0;
    for (int i = 0; i < count; i++) {
      LabelledImage image = source.get((int) ((long) i * source.size() / count));
      labels[i] = image.label();
      try {
        pixels.add(decoder.decode(image.image()));
      } catch (UndecodableImageException e) {
        bad++;
        if (faults.size() < NAMED) {
          faults.add(
              "image [%s] from [%s] cannot be trained on: %s"
                  .formatted(image.id(), image.source(), e.getMessage()));
        }
      }
    }
    if (bad > 0) {
      throw new DatasetException(
          String.join("\n", faults)
              + (bad > faults.size()
                  ? "\nand " + (bad - faults.size()) + " more; there are " + bad + " in all"
                  : ""));
    }
    return new Images(pixels, labels);
  }

  /** Those at some places. */
  Images at(int[] places) {
    return new Images(
        Arrays.stream(places).mapToObj(pixels::get).toList(),
        Arrays.stream(places).map(place -> labels[place]).toArray());
  }

  int size() {
    return labels.length;
  }

  /** An order of all images for one epoch, the same for the same seed and epoch. */
  int[] shuffled(long seed, int epoch) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
    int[] order = IntStream.range(0, size()).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /**
   * Some of the images as the network takes them.
   *
   * @param chosen positions of the images
   * @return N x C x H x W, scaled to [-1, 1]
   */
  Batch batch(int[] chosen, Noise noise) {
    int size = pixels.get(0).shape().size();
    float[] values = new float[chosen.length * size];
    int[] classes = new int[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      pixels.get(chosen[i]).scaleInto(values, i * size);
      noise.addTo(values, i * size, size, chosen[i]);
      classes[i] = labels[chosen[i]];
    }
    return new Batch(values, classes);
  }
}
