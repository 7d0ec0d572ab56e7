package io.qahan.deploy.client;

import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.util.Random;

/** Images as the built-in model takes them, each different from all others. */
final class NoiseImage {
  private static final ImageShape SHAPE = new ImageShape(1, 28, 28);

  private NoiseImage() {}

  /** The file of one; the same for the same seed. */
  static byte[] png(int seed) {
    byte[] pixels = new byte[SHAPE.size()];
    new Random(seed).nextBytes(pixels);
    return ImageEncoder.png(PixelImage.of(SHAPE, pixels)).content();
  }
}
