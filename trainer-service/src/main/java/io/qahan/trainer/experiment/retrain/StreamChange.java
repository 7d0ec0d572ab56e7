package io.qahan.trainer.experiment.retrain;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.trainer.experiment.online.PlantedDrift;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** What becomes of images in the middle of a stream. */
enum StreamChange {
  /** Dark becomes bright. */
  CONTRAST("contrast inverted") {
    @Override
    PixelImage of(PixelImage image, long seed, double share) {
      return PlantedDrift.CONTRAST.changed(image);
    }
  },
  /** Another camera: three pixels off, a blur of 3 x 3, noise of 0.4 on the scale from -1 to 1. */
  CAMERA("another camera") {
    @Override
    PixelImage of(PixelImage image, long seed, double share) {
      SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong());
      ImageShape shape = image.shape();
      byte[] pixels = new byte[shape.size()];
      for (int i = 0; i < pixels.length; i++) {
        int column = i % shape.width();
        int row = i / shape.width() % shape.height();
        int channel = i / (shape.width() * shape.height());
        double value = blurred(image, channel, row - OFF, column - OFF);
        value += NOISE * HALF * random.nextGaussian();
        pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
      }
      return PixelImage.adopt(shape, pixels);
    }
  },
  /** The light turns from white to that of a lamp, little by little: red up, blue down. */
  COLOUR("colours drift") {
    @Override
    PixelImage of(PixelImage image, long seed, double share) {
      byte[] pixels = image.pixels();
      int plane = pixels.length / GAINS.length;
      for (int i = 0; i < pixels.length; i++) {
        double gain = 1 + share * (GAINS[i / plane] - 1);
        pixels[i] = (byte) Math.min(255, Math.round(gain * (pixels[i] & 0xFF)));
      }
      return PixelImage.adopt(image.shape(), pixels);
    }

    @Override
    boolean canBe(ImageShape shape) {
      return shape.channels() == GAINS.length;
    }
  },
  /** The last class comes, which was not there before; images are as they were. */
  NEW_CLASS("a new class") {
    @Override
    PixelImage of(PixelImage image, long seed, double share) {
      return image;
    }
  };

  private static final int OFF = 3;
  private static final double NOISE = 0.4;
  private static final double HALF = 127.5;
  private static final double[] GAINS = {1.8, 1.0, 0.3};

  private final String title;

  StreamChange(String title) {
    this.title = title;
  }

  /** As written in a report. */
  String title() {
    return title;
  }

  /** For files. */
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The image after the change.
   *
   * @param seed of what is random in it
   * @param share how far the change has come, above 0 to 1; most come at once
   */
  abstract PixelImage of(PixelImage image, long seed, double share);

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static StreamChange of(String slug) {
    return Stream.of(values())
        .filter(change -> change.slug().equals(slug))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no change of a stream is called [%s]; maybe one of %s"
                        .formatted(slug, Stream.of(values()).map(StreamChange::slug).toList())));
  }

  /** Whether images of a shape can change so. */
  boolean canBe(ImageShape shape) {
    return true;
  }

  /** Whether images of a class come before the change. */
  boolean isThereBefore(int label, int classes) {
    return this != NEW_CLASS || label < classes - 1;
  }

  /** The mean of a pixel and those around it; beyond the edge is the edge. */
  private static double blurred(PixelImage image, int channel, int row, int column) {
    ImageShape shape = image.shape();
    double sum = 0;
    for (int y = row - 1; y <= row + 1; y++) {
      for (int x = column - 1; x <= column + 1; x++) {
        sum +=
            image.at(
                channel,
                Math.max(0, Math.min(shape.height() - 1, y)),
                Math.max(0, Math.min(shape.width() - 1, x)));
      }
    }
    return sum / 9;
  }
}
