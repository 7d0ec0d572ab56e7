package io.qahan.deploy;

import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;

/** Small pictures for tests. */
final class TinyPng {
  private TinyPng() {}

  /** A black square in three channels. */
  static byte[] ofSide(int side) {
    ImageShape shape = new ImageShape(3, side, side);
    return ImageEncoder.png(PixelImage.of(shape, new byte[shape.size()])).content();
  }
}
