package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How stored pixels are turned to be seen upright: the tag of that name in Exif 2.32, section
 * 4.6.4. Cameras store what the sensor sees and say here how they were held.
 */
enum ExifOrientation {
  UPRIGHT(false),
  MIRRORED(false),
  UPSIDE_DOWN(false),
  UPSIDE_DOWN_MIRRORED(false),
  TRANSPOSED(true),
  TURNED_RIGHT(true),
  TRANSVERSED(true),
  TURNED_LEFT(true);

  private static final int TAG = 0x0112;
  private static final int LONG = 4; // a short by the standard, but not by every camera
  private static final int ENTRY = 12;

  private final boolean swapsSides;

  ExifOrientation(boolean swapsSides) {
    this.swapsSides = swapsSides;
  }

  /** The orientation in a block of Exif data, which begins with its byte order. */
  static ExifOrientation ofExif(byte[] content, int from, int length) {
    if (length < 8 || (content[from] != 'I' && content[from] != 'M')) {
      return UPRIGHT;
    }
    ByteBuffer exif =
        ByteBuffer.wrap(content, from, length)
            .slice()
            .order(content[from] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = exif.getInt(4);
    if (directory < 8 || directory > length - 2) {
      return UPRIGHT;
    }
    int entries = exif.getShort(directory) & 0xFFFF;
    for (int i = 0, at = directory + 2; i < entries && at + ENTRY <= length; i++, at += ENTRY) {
      if ((exif.getShort(at) & 0xFFFF) == TAG) {
        int value = exif.getShort(at + 2) == LONG ? exif.getInt(at + 8) : exif.getShort(at + 8);
        return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT; // what cannot be read says nothing; it is no part of the picture
  }

  /** Whether what is stored as columns is seen as rows. */
  boolean swapsSides() {
    return swapsSides;
  }

  /** {@code image} turned upright. */
  PixelImage upright(PixelImage image) {
    if (this == UPRIGHT) {
      return image;
    }
    ImageShape from = image.shape();
    ImageShape to = swapsSides ? from.turned() : from;
    byte[] pixels = new byte[to.size()];
    int i = 0;
    for (int c = 0; c < to.channels(); c++) {
      for (int y = 0; y < to.height(); y++) {
        for (int x = 0; x < to.width(); x++) {
          int endX = to.width() - 1 - x;
          int endY = to.height() - 1 - y;
          int sample =
              switch (this) {
                case UPRIGHT -> image.at(c, y, x);
                case MIRRORED -> image.at(c, y, endX);
                case UPSIDE_DOWN -> image.at(c, endY, endX);
                case UPSIDE_DOWN_MIRRORED -> image.at(c, endY, x);
                case TRANSPOSED -> image.at(c, x, y);
                case TURNED_RIGHT -> image.at(c, endX, y);
                case TRANSVERSED -> image.at(c, endX, endY);
                case TURNED_LEFT -> image.at(c, x, endY);
              };
          pixels[i++] = (byte) sample;
        }
      }
    }
    return PixelImage.adopt(to, pixels);
  }
}
