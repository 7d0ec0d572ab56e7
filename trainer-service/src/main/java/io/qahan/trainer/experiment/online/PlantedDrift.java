package io.qahan.trainer.experiment.online;

import io.qahan.ingest.image.PixelImage;
import java.util.List;
import java.util.SplittableRandom;

/** What changes in the middle of a stream. */
public enum PlantedDrift {
  /** Nothing. */
  NONE("none"),
  /** Each class takes the next one's name, the last one the first's: every label changes. */
  CLASSES("classes permuted"),
  /** Dark becomes bright: every image changes, under weights that never saw such. */
  CONTRAST("contrast inverted"),
  /** The same, but of one image in ten. */
  TENTH("a tenth inverted"),
  /** The same, of more and more images: all are, a fifth of the stream after the middle. */
  GRADUAL("gradually inverted"),
  /** One label in twenty is another class, any of them. */
  NOISE("5 % label noise");

  /** Those that every mechanism is streamed through. */
  static final List<PlantedDrift> OF_ALL_MECHANISMS = List.of(NONE, CLASSES, CONTRAST);

  private static final double TENTH_SHARE = 0.1;
  private static final double NOISE_SHARE = 0.05;
  private static final int GRADUAL_PART = 5;

  private final String title;

  PlantedDrift(String title) {
    this.title = title;
  }

  /** As written in a report. */
  String title() {
    return title;
  }

  /** What becomes of an image if it changes. */
  public PixelImage changed(PixelImage image) {
    if (this != CONTRAST && this != TENTH && this != GRADUAL) {
      return image;
    }
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ~pixels[i]; // 255 less the value
    }
    return PixelImage.of(image.shape(), pixels);
  }

  /**
   * What becomes of an image after the middle.
   *
   * @param since images after the middle, from 0
   * @param of images of the whole stream
   */
  PixelImage changed(PixelImage image, int since, int of) {
    double share =
        switch (this) {
          case TENTH -> TENTH_SHARE;
          case GRADUAL -> Math.min(1, (since + 1.0) * GRADUAL_PART / of);
          default -> 1;
        };
    return drawn(since) < share ? changed(image) : image;
  }

  /**
   * What becomes of a label after the middle.
   *
   * @param since images after the middle, from 0
   */
  int changed(int label, int classes, int since) {
    return switch (this) {
      case CLASSES -> (label + 1) % classes;
      case NOISE -> drawn(since) < NOISE_SHARE ? other(label, classes, since) : label;
      default -> label;
    };
  }

  private static double drawn(int since) {
    return new SplittableRandom(since).nextDouble();
  }

  private static int other(int label, int classes, int since) {
    return (label + 1 + new SplittableRandom(~since).nextInt(classes - 1)) % classes;
  }
}
