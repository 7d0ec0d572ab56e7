package io.qahan.ingest.image;

import io.qahan.schemas.avro.ImageEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A PNG or JPEG whose structure was read and found sound, and none of whose pixels is decoded yet:
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
  static CompressedImage of(ImageEncoding encoding, byte[] content, ImageLimits limits)
      throws UndecodableImageException {
    Signature.check(encoding, content);
    return encoding == ImageEncoding.PNG
        ? PngImage.of(content, limits)
        : JpegImage.of(content, limits);
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

  final int keptBytes() {
    return kept.size();
  }

  /** ImageIO over what was kept. */
  final ImageIoReading reading(String format, Effort effort) {
    return new ImageIoReading(format, kept.toByteArray(), effort);
  }

  /** How many of a side's pixels are left if every so-manieth is kept. */
  static int sampled(int side, int step) {
    return (side + step - 1) / step;
  }
}
