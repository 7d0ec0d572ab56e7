package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * A GIF (GIF89a specification, CompuServe, 1990): the first picture on its screen, over black. Its
 * blocks are walked to the end of that picture, and its codes counted, so that it is known before a
 * pixel is decoded whether all of them are there. Whatever follows, an animation's other pictures
 * say, is not looked at.
 */
final class GifImage extends CompressedImage {
  private static final int SCREEN_BYTES = 13; // signature and logical screen descriptor
  private static final int DESCRIPTOR_BYTES = 10;
  private static final int IMAGE = 0x2C;
  private static final int EXTENSION = 0x21;
  private static final int TRAILER = 0x3B;
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int MOST_CODES = 4096;

  private int left;
  private int top;
  private int frameWidth;
  private int frameHeight;
  private boolean grey;

  private GifImage(byte[] content, ImageLimits limits) {
    super(content, limits);
  }

  static GifImage of(byte[] content, ImageLimits limits) throws UndecodableImageException {
    GifImage image = new GifImage(content, limits);
    image.walk();
    return image;
  }

  @Override
  int channels() {
    return grey ? 1 : 3;
  }

  @Override
  long visits() {
    return Math.max((long) width * height, (long) frameWidth * frameHeight);
  }

  @Override
  boolean canBeThinnedOut() {
    return false;
  }

  @Override
  long bytes(int step) {
    long rows = 64L * (frameWidth + width); // ImageIO's, and ours
    return 2L * keptBytes() + (long) frameWidth * frameHeight + rows + (128 << 10);
  }

  private void walk() throws UndecodableImageException {
    int flags = byteAt(10);
    width = shortAt(6);
    height = shortAt(8);
    limits.checkSide(height, width);
    int globalColours = palette(SCREEN_BYTES, flags);
    int at = SCREEN_BYTES + globalColours;
    grey = globalColours > 0 && isGrey(SCREEN_BYTES, globalColours);
    byteAt(at);
    keep(0, at);
    while (byteAt(at) != IMAGE) {
      if (byteAt(at) != EXTENSION) {
        throw corrupt(
            byteAt(at) == TRAILER
                ? "has no picture"
                : String.format(Locale.ROOT, "has no block at byte [%d]", at));
      }
      int next = afterSubBlocks(at + 2);
      if (byteAt(at + 1) == GRAPHIC_CONTROL) {
        keep(at, next); // says which colour is transparent
      }
      at = next;
    }
    picture(at, globalColours > 0);
  }

  private void picture(int at, boolean hasColours) throws UndecodableImageException {
    left = shortAt(at + 1);
    top = shortAt(at + 3);
    frameWidth = shortAt(at + 5);
    frameHeight = shortAt(at + 7);
    limits.checkSide(frameHeight, frameWidth);
    int colours = palette(at + DESCRIPTOR_BYTES, byteAt(at + 9));
    if (colours > 0) {
      grey = isGrey(at + DESCRIPTOR_BYTES, colours);
    } else if (!hasColours) {
      throw corrupt("has no colours");
    }
    int data = at + DESCRIPTOR_BYTES + colours;
    int rootBits = byteAt(data);
    if (rootBits < 1 || rootBits > 8) {
      throw corrupt(
          String.format(Locale.ROOT, "has [%d] bits a code at byte [%d]", rootBits, data));
    }
    int end = afterSubBlocks(data + 1);
    long wanted = (long) frameWidth * frameHeight;
    long packed = pixels(data + 1, rootBits, wanted);
    if (packed < wanted) {
      throw new UndecodableImageException(
          RejectReason.TRUNCATED,
          String.format(
              Locale.ROOT,
              "GIF image has the codes of [%d] pixels, too few for %d x %d; send it whole",
              packed,
              frameWidth,
              frameHeight));
    }
    keep(at, end);
    keep(TRAILER);
  }

  /** Bytes of the palette at {@code from}, 0 for none; all of them are there. */
  private int palette(int from, int flags) throws UndecodableImageException {
    int length = (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    if (length > 0) {
      byteAt(from + length - 1);
    }
    return length;
  }

  private boolean isGrey(int from, int length) {
    for (int i = from; i < from + length; i += 3) {
      if (content[i] != content[i + 1] || content[i] != content[i + 2]) {
        return false;
      }
    }
    return true;
  }

  private int afterSubBlocks(int from) throws UndecodableImageException {
    int at = from;
    while (byteAt(at) != 0) {
      at += 1 + byteAt(at);
    }
    return at + 1;
  }

  /**
   * How many pixels the codes make (LZW with codes of up to 12 bits), without making any.
   *
   * @param enough where to stop
   */
  private long pixels(int from, int rootBits, long enough) throws UndecodableImageException {
    int clear = 1 << rootBits;
    int[] lengths = new int[MOST_CODES]; // of the strings that the codes stand for
    Arrays.fill(lengths, 0, clear, 1);
    int next = clear + 2;
    int bits = rootBits + 1;
    int previous = -1;
    long made = 0;
    int held = 0;
    int heldBits = 0;
    int at = from;
    int left = byteAt(at++);
    while (made < enough) {
      while (heldBits < bits) {
        if (left == 0) {
          return made;
        }
        held |= byteAt(at++) << heldBits;
        heldBits += 8;
        left = --left == 0 ? byteAt(at++) : left;
      }
      int code = held & ((1 << bits) - 1);
      held >>>= bits;
      heldBits -= bits;
      if (code == clear) {
        next = clear + 2;
        bits = rootBits + 1;
        previous = -1;
        continue;
      }
      if (code == clear + 1) {
        return made;
      }
      if (code > next || (code == next && previous < 0) || (code > clear && previous < 0)) {
        throw corrupt(String.format(Locale.ROOT, "has an impossible code before byte [%d]", at));
      }
      if (previous >= 0 && next < MOST_CODES) {
        lengths[next++] = lengths[previous] + 1;
        bits = next == 1 << bits && bits < 12 ? bits + 1 : bits;
      }
      made += lengths[code];
      previous = code;
    }
    return made;
  }

  @Override
  PixelImage.SampleRows decode(int step, Effort effort) throws IOException {
    try (ImageIoReading reading = reading("GIF", effort)) {
      BufferedImage frame = reading.image(1);
      return overBlack(frame, left, top);
    }
  }

  private int shortAt(int at) throws UndecodableImageException {
    return byteAt(at) | byteAt(at + 1) << 8;
  }

  private int byteAt(int at) throws UndecodableImageException {
    if (at >= content.length) {
      throw new UndecodableImageException(
          RejectReason.TRUNCATED,
          String.format(
              Locale.ROOT,
              "GIF image ends at byte [%d] within its first picture; send it whole",
              content.length));
    }
    return content[at] & 0xFF;
  }

  private static UndecodableImageException corrupt(String what) {
    return new UndecodableImageException(
        RejectReason.CORRUPT, "GIF image %s; encode it again".formatted(what));
  }
}
