package io.qahan.ingest.image;

import java.util.Locale;

/**
 * What is refused before it costs anything: first by the number of bytes, then by the dimensions in
 * the header.
 *
 * @param maxBytes largest encoded size, in bytes
 * @param maxSide largest width or height, in pixels, where images are resized
 * @param otherSize what becomes of an image that is not of the network's height and width
 */
public record ImageLimits(int maxBytes, int maxSide, OtherSize otherSize) {

  /** One mebibyte, 4,096 pixels a side, other sizes refused. */
  public static final ImageLimits DEFAULT = new ImageLimits(1 << 20, 4096, OtherSize.REFUSE);

  public ImageLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "max image bytes [%d] must be at least 1", maxBytes));
    }
    if (maxSide < 1 || maxSide > 16384) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "max image side [%d] must be from 1 to 16384 pixels", maxSide));
    }
  }

  /** The same for images of other sizes. */
  public ImageLimits with(OtherSize other) {
    return new ImageLimits(maxBytes, maxSide, other);
  }

  /** Refuses what its header says is too large, whatever follows. */
  public void checkSide(int height, int width) throws UndecodableImageException {
    if (height < 1 || width < 1 || height > maxSide || width > maxSide) {
      throw new UndecodableImageException(
          RejectReason.DIMENSIONS,
          String.format(
              Locale.ROOT,
              "image of width [%d] and height [%d] is outside 1 to %d pixels a side; send it"
                  + " smaller",
              width,
              height,
              maxSide));
    }
  }
}
