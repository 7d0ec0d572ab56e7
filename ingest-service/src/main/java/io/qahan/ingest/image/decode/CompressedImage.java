package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * An image file whose structure was read and found sound, and none of whose pixels is decoded yet:
 * what decoding it will take is known from here on.
 */
abstract class CompressedImage {
  final byte[] content;
  final ImageLimits limits;

  /** The parts of the file that pixels are made of: nothing else goes to ImageIO. */
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  int width;
  int height;
  ExifOrientation orientation = ExifOrientation.UPRIGHT;

  CompressedImage(byte[] content, ImageLimits limits) {
    this.content = content;
    this.limits = limits;
  }

  /**
   * Walks the structure of {@code content}, without decoding a pixel.
   *
   * @throws UndecodableImageException if it is too large, not sound, or of a kind that is not
   *     decoded
   */
  static CompressedImage of(EncodedImage image, ImageLimits limits)
      throws UndecodableImageException {
    checkSignature(image.format(), image.content());
    return switch (image.format()) {
      case PNG -> PngImage.of(image.content(), limits);
      case JPEG -> JpegImage.of(image.content(), limits);
      case GIF -> GifImage.of(image.content(), limits);
      case BMP -> BmpImage.of(image.content(), limits);
      case WEBP -> WebpImage.of(image.content(), limits);
      case RAW -> throw new IllegalArgumentException("raw pixels are not compressed");
    };
  }

  private static void checkSignature(ImageFormat format, byte[] content)
      throws UndecodableImageException {
    if (format.isOf(content)) {
      return;
    }
    throw new UndecodableImageException(
        format.isCutShort(content) ? RejectReason.TRUNCATED : RejectReason.NOT_AN_IMAGE,
        String.format(
            Locale.ROOT,
            "content of [%d] bytes is not a %s image%s; send PNG or JPEG and name its encoding"
                + " rightly",
            content.length,
            format,
            ImageFormat.of(content).map(found -> ", but " + found).orElse("")));
  }

  /** Rows as they are stored. */
  final int height() {
    return height;
  }

  /** Columns as they are stored. */
  final int width() {
    return width;
  }

  /** How the stored pixels are to be turned. */
  final ExifOrientation orientation() {
    return orientation;
  }

  /** 1 for grey, 3 for colour. */
  abstract int channels();

  /** How many samples the decoder visits, each once a scan: what the time it takes grows with. */
  abstract long visits();

  /**
   * The most bytes that decoding takes at a time, the decoder's native memory counted in.
   *
   * @param step every so-manieth column and row is kept
   */
  abstract long bytes(int step);

  /**
   * Decodes the pixels.
   *
   * @param step every so-manieth column and row is kept, beginning in the middle of the first step
   * @param effort ends the decoding when it has taken too long
   * @throws IOException if the pixels are damaged, or as {@code effort} says
   */
  abstract PixelImage.SampleRows decode(int step, Effort effort)
      throws IOException, UndecodableImageException;

  final void keep(int from, int to) {
    kept.write(content, from, to - from);
  }

  final void keep(byte[] made) {
    kept.writeBytes(made);
  }

  final void keep(int made) {
    kept.write(made);
  }

  final int keptBytes() {
    return kept.size();
  }

  /** ImageIO over what was kept. */
  final ImageIoReading reading(String format, Effort effort) {
    return reading(format, effort, 0, Effort.UNLIMITED);
  }

  /**
   * The same, watched over from within.
   *
   * @param guarded how many of the first bytes are read under {@code guard}
   * @param guard asked as {@code effort} is
   */
  final ImageIoReading reading(String format, Effort effort, int guarded, Effort guard) {
    return new ImageIoReading(format, kept.toByteArray(), effort, guarded, guard);
  }

  /** Whether the decoder can keep every so-manieth column and row only. */
  boolean canBeThinnedOut() {
    return true;
  }

  /**
   * The rows of a picture whose colours are sRGB, over black: so is what it does not cover, and
   * what is transparent.
   *
   * @param frame the pixels; may be a part of this image, or stick out of it
   * @param left the frame's first column in this image
   * @param top the frame's first row in this image
   */
  final PixelImage.SampleRows overBlack(BufferedImage frame, int left, int top) {
    ImageShape shape = new ImageShape(channels(), height, width);
    // BufferedImage.getRGB would treat grey as linear light and brighten it.
    boolean isGrey = frame.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    int covered = Math.max(0, Math.min(width - left, frame.getWidth()));
    int[] argb = new int[covered];
    return new PixelImage.SampleRows(
        shape,
        (y, row) -> {
          for (int[] samples : row) {
            Arrays.fill(samples, 0);
          }
          if (covered == 0 || y < top || y - top >= frame.getHeight()) {
            return;
          }
          if (isGrey) {
            frame.getRaster().getSamples(0, y - top, covered, 1, 0, argb);
            Arrays.setAll(argb, x -> 0xFF << 24 | argb[x] * 0x010101);
          } else {
            frame.getRGB(0, y - top, covered, 1, argb, 0, covered);
          }
          for (int x = 0; x < covered; x++) {
            for (int c = 0; c < row.length; c++) {
              row[c][left + x] = overBlack(argb[x] >> (16 - 8 * c) & 0xFF, argb[x] >>> 24);
            }
          }
        });
  }

  static int overBlack(int sample, int alpha) {
    return (sample * alpha + 127) / 255;
  }

  /** How many of a side's pixels are left if every so-manieth is kept. */
  static int sampled(int side, int step) {
    return (side + step - 1) / step;
  }
}
