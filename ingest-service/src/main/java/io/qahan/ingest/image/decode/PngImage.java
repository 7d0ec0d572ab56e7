package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * A PNG (ISO/IEC 15948). Its chunks are walked to IEND: each whole, each with the right check sum,
 * which ImageIO does not look at. Only the chunks that pixels are made of go to ImageIO, so colour
 * profiles, gamma and text cost nothing and spoil nothing. Of an animation the still picture is
 * taken.
 */
final class PngImage extends CompressedImage {
  private static final int SIGNATURE_BYTES = 8;
  private static final int CHUNK_OVERHEAD = 12; // length, type, CRC
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504C5445;
  private static final int TRNS = 0x74524E53;
  private static final int IDAT = 0x49444154;
  private static final int EXIF = 0x65584966;
  private static final int IEND = 0x49454E44;

  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  /** The most that deflate can make of a byte: 258 bytes of 2 bits, RFC 1951. */
  private static final int MOST_EXPANSION = 1032;

  /** The passes of Adam7: first column and row, and steps to the next ones. */
  private static final int[][] INTERLACED = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] PLAIN = {{0, 0, 1, 1}};

  private final ByteBuffer bytes;
  private int depth;
  private int colourType;
  private boolean interlaced;
  private boolean greyPalette = true;
  private long packed;
  private int[] transparent; // the samples of the one colour that is, or null

  private PngImage(byte[] content, ImageLimits limits) {
    super(content, limits);
    this.bytes = ByteBuffer.wrap(content);
  }

  static PngImage of(byte[] content, ImageLimits limits) throws UndecodableImageException {
    PngImage image = new PngImage(content, limits);
    image.walk();
    return image;
  }

  @Override
  int channels() {
    return switch (colourType) {
      case GREY, GREY_ALPHA -> 1;
      case PALETTE -> greyPalette ? 1 : 3;
      default -> 3;
    };
  }

  @Override
  long visits() {
    return (long) width * height * samplesAPixel();
  }

  @Override
  long bytes(int step) {
    long pixels = (long) sampled(width, step) * sampled(height, step);
    long aPixel = (long) samplesAPixel() * (depth == 16 ? 2 : 1);
    // ImageIO's rows: this one, the one before it, its samples; then ours, an int a sample.
    long rows = 4 * rowBytes(width) + 16L * width;
    return keptBytes() + pixels * aPixel + rows + 200L * height / step + (128 << 10);
  }

  // --- Structure ---------------------------------------------------------------------------

  private void walk() throws UndecodableImageException {
    keep(0, SIGNATURE_BYTES);
    CRC32 crc = new CRC32();
    int at = SIGNATURE_BYTES;
    while (true) {
      if (content.length - at < CHUNK_OVERHEAD) {
        throw truncated(at);
      }
      int length = bytes.getInt(at);
      if (length < 0) {
        throw corrupt(at, "an impossible length");
      }
      if (content.length - at - CHUNK_OVERHEAD < length) {
        throw truncated(at);
      }
      crc.reset();
      crc.update(content, at + 4, length + 4);
      if ((int) crc.getValue() != bytes.getInt(at + 8 + length)) {
        throw corrupt(at, "a wrong check sum");
      }
      int type = bytes.getInt(at + 4);
      if ((type == IHDR) != (at == SIGNATURE_BYTES)) {
        throw corrupt(at, "its header out of place");
      }
      if (chunk(type, at + 8, length)) {
        keep(at, at + CHUNK_OVERHEAD + length);
      }
      if (type == IEND) {
        return; // whatever follows is not of this picture
      }
      at += CHUNK_OVERHEAD + length;
    }
  }

  /** Takes notice of a chunk, and says whether pixels are made of it. */
  private boolean chunk(int type, int from, int length) throws UndecodableImageException {
    switch (type) {
      case IHDR -> header(from, length);
      case PLTE -> greyPalette = isGrey(from, length);
      case IDAT -> packed += length;
      case TRNS -> transparent(from, length);
      case EXIF -> orientation = ExifOrientation.ofExif(content, from, length);
      default -> {}
    }
    return switch (type) {
      case IHDR, IEND -> true;
      case IDAT -> length > 0;
      case PLTE, TRNS -> colourType == PALETTE;
      default -> false;
    };
  }

  private void header(int from, int length) throws UndecodableImageException {
    if (length != 13) {
      throw corrupt(from - 8, "a header of an impossible length");
    }
    width = bytes.getInt(from);
    height = bytes.getInt(from + 4);
    limits.checkSide(height, width);
    depth = content[from + 8];
    colourType = content[from + 9];
    interlaced = content[from + 12] == 1;
    boolean known =
        switch (colourType) {
          case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GREY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!known
        || content[from + 10] != 0
        || content[from + 11] != 0
        || content[from + 12] >> 1 != 0) {
      throw corrupt(from - 8, "a header that no PNG has");
    }
  }

  private boolean isGrey(int from, int length) {
    for (int i = from; i + 2 < from + length; i += 3) {
      if (content[i] != content[i + 1] || content[i] != content[i + 2]) {
        return false;
      }
    }
    return true;
  }

  private void transparent(int from, int length) {
    int samples = colourType == RGB ? 3 : 1;
    if ((colourType == RGB || colourType == GREY) && length == 2 * samples) {
      transparent = new int[samples];
      for (int c = 0; c < samples; c++) {
        transparent[c] = bytes.getShort(from + 2 * c) & (1 << depth) - 1;
      }
    }
  }

  private int samplesAPixel() {
    return switch (colourType) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  private long rowBytes(long columns) {
    return (columns * samplesAPixel() * depth + 7) / 8;
  }

  /** What the pixels take when unpacked, a filter byte a row counted in. */
  private long unpacked() {
    long sum = 0;
    for (int[] pass : interlaced ? INTERLACED : PLAIN) {
      long columns = Math.max(0, (width - pass[0] + pass[2] - 1) / pass[2]);
      long rows = Math.max(0, (height - pass[1] + pass[3] - 1) / pass[3]);
      sum += columns == 0 ? 0 : rows * (1 + rowBytes(columns));
    }
    return sum;
  }

  // --- Pixels ------------------------------------------------------------------------------

  @Override
  PixelImage.SampleRows decode(int step, Effort effort)
      throws IOException, UndecodableImageException {
    if (packed * MOST_EXPANSION < unpacked()) {
      throw new UndecodableImageException(
          RejectReason.TRUNCATED,
          String.format(
              Locale.ROOT,
              "PNG image has [%d] bytes of pixels, too few for %d x %d; send it whole",
              packed,
              width,
              height));
    }
    try (ImageIoReading reading = reading("PNG", effort)) {
      BufferedImage image = reading.image(step);
      return colourType == PALETTE && image.getColorModel() instanceof IndexColorModel palette
          ? coloured(image.getRaster(), palette)
          : stored(image.getRaster());
    }
  }

  /**
   * Samples as stored, brought to eight bits: BufferedImage.getRGB would treat grey as linear light
   * and brighten it. What is transparent lies over black.
   */
  private PixelImage.SampleRows stored(Raster raster) {
    int colours = channels();
    ImageShape shape = new ImageShape(colours, raster.getHeight(), raster.getWidth());
    boolean translucent = colourType == GREY_ALPHA || colourType == RGB_ALPHA;
    int top = (1 << depth) - 1;
    int[] alpha = new int[shape.width()];
    return new PixelImage.SampleRows(
        shape,
        (y, row) -> {
          for (int c = 0; c < colours; c++) {
            raster.getSamples(0, y, shape.width(), 1, c, row[c]);
          }
          if (transparent != null) {
            blackOut(row);
          }
          if (depth != 8) {
            for (int[] samples : row) {
              toEightBits(samples, top);
            }
          }
          if (translucent) {
            raster.getSamples(0, y, shape.width(), 1, colours, alpha);
            toEightBits(alpha, top);
            for (int[] samples : row) {
              for (int x = 0; x < samples.length; x++) {
                samples[x] = overBlack(samples[x], alpha[x]);
              }
            }
          }
        });
  }

  private void blackOut(int[][] row) {
    for (int x = 0; x < row[0].length; x++) {
      boolean is = true;
      for (int c = 0; c < row.length; c++) {
        is &= row[c][x] == transparent[c];
      }
      for (int c = 0; c < row.length && is; c++) {
        row[c][x] = 0;
      }
    }
  }

  private static void toEightBits(int[] samples, int top) {
    if (top != 255) {
      for (int x = 0; x < samples.length; x++) {
        samples[x] = (samples[x] * 255 + top / 2) / top;
      }
    }
  }

  private PixelImage.SampleRows coloured(Raster raster, IndexColorModel palette) {
    ImageShape shape = new ImageShape(channels(), raster.getHeight(), raster.getWidth());
    int[] indices = new int[shape.width()];
    return new PixelImage.SampleRows(
        shape,
        (y, row) -> {
          raster.getSamples(0, y, shape.width(), 1, 0, indices);
          for (int x = 0; x < indices.length; x++) {
            int argb = indices[x] < palette.getMapSize() ? palette.getRGB(indices[x]) : 0;
            for (int c = 0; c < row.length; c++) {
              row[c][x] = overBlack(argb >> (16 - 8 * c) & 0xFF, argb >>> 24);
            }
          }
        });
  }

  private static UndecodableImageException truncated(int at) {
    return new UndecodableImageException(
        RejectReason.TRUNCATED,
        String.format(
            Locale.ROOT, "PNG image ends within its chunk at byte [%d]; send it whole", at));
  }

  private static UndecodableImageException corrupt(int at, String what) {
    return new UndecodableImageException(
        RejectReason.CORRUPT,
        String.format(
            Locale.ROOT, "PNG image has %s in its chunk at byte [%d]; encode it again", what, at));
  }
}
