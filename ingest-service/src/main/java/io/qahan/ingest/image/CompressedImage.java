package io.qahan.ingest.image;

import io.qahan.schemas.avro.ImageEncoding;
import java.io.IOException;

/**
 * A PNG or JPEG whose structure was read and found sound, and none of whose pixels is decoded yet:
 * what decoding it will take is known from here on.
 */
interface CompressedImage {

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
  int height();

  /** Columns as they are stored. */
  int width();

  /** 1 for grey, 3 for colour. */
  int channels();

  /** How the stored pixels are to be turned. */
  ExifOrientation orientation();

  /** How many samples the decoder visits, each once a scan: what the time it takes grows with. */
  long visits();

  /**
   * The most bytes that decoding takes at a time, the decoder's native memory counted in.
   *
   * @param step every so-manieth column and row is kept
   */
  long bytes(int step);

  /**
   * Decodes the pixels.
   *
   * @param step every so-manieth column and row is kept, beginning in the middle of the first step
   * @param effort ends the decoding when it has taken too long
   * @throws IOException if the pixels are damaged, or as {@code effort} says
   */
  PixelImage.SampleRows decode(int step, Effort effort)
      throws IOException, UndecodableImageException;
}
