package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * A BMP of Windows or OS/2 1 (Microsoft, "Bitmap Storage"), of 1 to 32 bits a pixel, plain or run
 * length coded. What its header claims is held against the bytes that there are; ImageIO then reads
 * a header made anew, without colour profiles, which may name files, and without sizes that nobody
 * checked. The alpha of a 32-bit picture counts if the header says that there is one.
 */
final class BmpImage extends CompressedImage {
  private static final int FILE_HEADER = 14;
  private static final int OS2_HEADER = 12;
  private static final int PLAIN_HEADER = 40;
  private static final int HEADER_WITH_MASKS = 108; // BITMAPV4HEADER
  private static final int PLAIN = 0;
  private static final int RUNS_OF_8 = 1;
  private static final int RUNS_OF_4 = 2;
  private static final int MASKS = 3;

  private final ByteBuffer bytes;
  private int bits;
  private int coding;
  private boolean grey;

  private BmpImage(byte[] content, ImageLimits limits) {
    super(content, limits);
    this.bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  static BmpImage of(byte[] content, ImageLimits limits) throws UndecodableImageException {
    BmpImage image = new BmpImage(content, limits);
    image.walk();
    return image;
  }

  @Override
  int channels() {
    return grey ? 1 : 3;
  }

  @Override
  long visits() {
    return (long) width * height;
  }

  @Override
  boolean canBeThinnedOut() {
    return false;
  }

  @Override
  long bytes(int step) {
    long pixels = (long) width * height;
    long unpacked = isRuns() ? pixels + keptBytes() : 0; // ImageIO unpacks all runs, then copies
    return 2L * keptBytes() + pixels * Math.max(1, bits / 8) + unpacked + 64L * width + (128 << 10);
  }

  private boolean isRuns() {
    return coding == RUNS_OF_8 || coding == RUNS_OF_4;
  }

  private void walk() throws UndecodableImageException {
    require(FILE_HEADER + OS2_HEADER);
    int start = bytes.getInt(10); // of the pixels
    int header = bytes.getInt(FILE_HEADER);
    boolean os2 = header == OS2_HEADER;
    if (!os2 && (header < PLAIN_HEADER || header > 124)) {
      throw unsupported(String.format(Locale.ROOT, "has a header of [%d] bytes", header));
    }
    require(FILE_HEADER + header);
    int rows = os2 ? bytes.getShort(20) & 0xFFFF : bytes.getInt(22);
    width = os2 ? bytes.getShort(18) & 0xFFFF : bytes.getInt(18);
    height = rows == Integer.MIN_VALUE ? -1 : Math.abs(rows); // from the top down if below 0
    limits.checkSide(height, width);
    bits = bytes.getShort(os2 ? 24 : 28) & 0xFFFF;
    coding = os2 ? PLAIN : bytes.getInt(30);
    boolean known =
        switch (coding) {
          case PLAIN ->
              bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
          case RUNS_OF_8 -> bits == 8 && rows > 0;
          case RUNS_OF_4 -> bits == 4 && rows > 0;
          case MASKS -> bits == 16 || bits == 32;
          default -> false;
        };
    if (!known) {
      throw unsupported(
          String.format(Locale.ROOT, "has [%d] bits a pixel, stored in way [%d]", bits, coding));
    }
    int palette = palette(header, os2);
    int masks = FILE_HEADER + PLAIN_HEADER; // part of later headers, or behind the plain one
    int behind = coding == MASKS && header == PLAIN_HEADER ? 12 : 0;
    if (start < FILE_HEADER + header + behind + palette || start > content.length) {
      throw corrupt(String.format(Locale.ROOT, "says that its pixels are at byte [%d]", start));
    }
    int length = content.length - start;
    if (!isRuns()) {
      long needed = (((long) width * bits + 31) / 32) * 4 * height;
      if (length < needed) {
        throw truncated(start + needed);
      }
      length = (int) needed;
    }
    remake(rows, palette, FILE_HEADER + header + behind, os2, start, length);
    if (coding == MASKS) {
      checkMasks(masks);
    }
  }

  /** Bytes of the palette. */
  private int palette(int header, boolean os2) throws UndecodableImageException {
    if (bits > 8) {
      return 0; // what may be there is for screens of few colours
    }
    int colours = os2 ? 0 : bytes.getInt(46);
    if (colours < 0 || colours > 1 << bits) {
      throw corrupt(String.format(Locale.ROOT, "claims [%d] colours", colours));
    }
    int entry = os2 ? 3 : 4;
    int count = colours == 0 ? 1 << bits : colours;
    int from = FILE_HEADER + header;
    require(from + count * entry);
    grey = true;
    for (int i = from; i < from + count * entry; i += entry) {
      grey &= content[i] == content[i + 1] && content[i] == content[i + 2];
    }
    return count * entry;
  }

  private void checkMasks(int at) throws UndecodableImageException {
    int red = bytes.getInt(at);
    int green = bytes.getInt(at + 4);
    int blue = bytes.getInt(at + 8);
    if (red == 0
        || green == 0
        || blue == 0
        || (red & green) != 0
        || (green & blue) != 0
        || (red & blue) != 0) {
      throw corrupt("has colours that share bits, or have none");
    }
  }

  /** File header, a header that says no more than is needed, palette and pixels. */
  private void remake(int rows, int palette, int from, boolean os2, int start, int length) {
    int header = coding == MASKS ? HEADER_WITH_MASKS : PLAIN_HEADER;
    int entries = os2 ? palette / 3 : palette / 4;
    ByteBuffer made =
        ByteBuffer.allocate(FILE_HEADER + header + 4 * entries).order(ByteOrder.LITTLE_ENDIAN);
    made.put((byte) 'B').put((byte) 'M').putInt(made.capacity() + length).putInt(0);
    made.putInt(made.capacity()).putInt(header).putInt(width).putInt(rows);
    made.putShort((short) 1).putShort((short) bits).putInt(coding).putInt(length);
    made.putInt(0).putInt(0).putInt(entries).putInt(0);
    if (coding == MASKS) {
      int masks = FILE_HEADER + PLAIN_HEADER;
      boolean hasAlpha = bytes.getInt(FILE_HEADER) > 52;
      for (int i = 0; i < 3; i++) {
        made.putInt(bytes.getInt(masks + 4 * i));
      }
      made.putInt(hasAlpha ? bytes.getInt(masks + 12) : 0);
      made.putInt(0x73524742); // sRGB
      made.position(FILE_HEADER + header);
    }
    for (int i = 0; i < entries; i++) {
      made.put(content, from + i * (os2 ? 3 : 4), 3).put((byte) 0);
    }
    keep(made.array());
    keep(start, start + length);
  }

  @Override
  PixelImage.SampleRows decode(int step, Effort effort) throws IOException {
    try (ImageIoReading reading = reading("BMP", effort)) {
      BufferedImage picture = reading.image(1);
      return overBlack(picture, 0, 0);
    }
  }

  private void require(int end) throws UndecodableImageException {
    if (content.length < end) {
      throw truncated(end);
    }
  }

  private UndecodableImageException truncated(long end) {
    return new UndecodableImageException(
        RejectReason.TRUNCATED,
        String.format(
            Locale.ROOT,
            "BMP image has [%d] bytes of at least %d; send it whole",
            content.length,
            end));
  }

  private static UndecodableImageException corrupt(String what) {
    return new UndecodableImageException(
        RejectReason.CORRUPT, "BMP image %s; encode it again".formatted(what));
  }

  private static UndecodableImageException unsupported(String what) {
    return new UndecodableImageException(
        RejectReason.UNSUPPORTED,
        "BMP image %s, which few programs read; send it as a PNG".formatted(what));
  }
}
