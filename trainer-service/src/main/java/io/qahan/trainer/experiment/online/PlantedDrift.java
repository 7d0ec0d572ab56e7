package io.qahan.trainer.experiment.online;

import io.qahan.ingest.image.PixelImage;

/** What changes in the middle of a stream. */
public enum PlantedDrift {
  /** Nothing. */
  NONE("none"),
  /** Each class takes the next one's name, the last one the first's: every label changes. */
  CLASSES("classes permuted"),
  /** Dark becomes bright: every image changes, under weights that never saw such. */
  CONTRAST("contrast inverted");

  private final String title;

  PlantedDrift(String title) {
    this.title = title;
  }

  /** As written in a report. */
  String title() {
    return title;
  }

  /** What becomes of an image. */
  public PixelImage changed(PixelImage image) {
    if (this != CONTRAST) {
      return image;
    }
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ~pixels[i]; // 255 less the value
    }
    return PixelImage.of(image.shape(), pixels);
  }

  int changed(int label, int classes) {
    return this == CLASSES ? (label + 1) % classes : label;
  }
}
