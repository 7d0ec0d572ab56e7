package io.qahan.ingest.image;

import io.qahan.schemas.avro.ImageEncoding;
import java.util.List;

/**
 * Turns encoded images into pixels of the one shape a conv stack takes, or refuses them with an
 * {@link UndecodableImageException}, whatever the bytes. The number of bytes is checked first, then
 * the dimensions in the header, and only then is a pixel decoded.
 *
 * <p>Colour becomes grey by its luminance (Rec. 601), grey becomes colour by repeating it, 16 bits
 * become 8, transparent pixels are laid over black.
 *
 * <p>Thread safe.
 */
public final class ImageDecoder {

  private final ImageShape target;
  private final ImageLimits limits;

  /**
   * A decoder for one conv stack.
   *
   * @param target the shape every decoded image has
   */
  public ImageDecoder(ImageShape target, ImageLimits limits) {
    this.target = target;
    this.limits = limits;
  }

  /** The shape of every decoded image. */
  public ImageShape target() {
    return target;
  }

  /** The pixels of {@code image}, of shape {@link #target()}. */
  public PixelImage decode(EncodedImage image) throws UndecodableImageException {
    PixelImage decoded = decode(image, limits, this::checkSize);
    return Conversion.resized(
        Conversion.withChannels(decoded, target.channels()), target.height(), target.width());
  }

  /** The shape of {@code image} as it is: decodes it, within {@code limits}. */
  public static ImageShape shapeOf(EncodedImage image, ImageLimits limits)
      throws UndecodableImageException {
    return decode(image, limits, (height, width) -> checkSide(height, width, limits)).shape();
  }

  private static PixelImage decode(EncodedImage image, ImageLimits limits, SizeCheck check)
      throws UndecodableImageException {
    byte[] content = image.content();
    if (content.length == 0) {
      throw new UndecodableImageException(
          RejectReason.EMPTY, "image has no bytes; send the encoded image as the content");
    }
    if (content.length > limits.maxBytes()) {
      throw new UndecodableImageException(
          RejectReason.TOO_LARGE,
          "image of [%d] bytes exceeds the limit of %d; send a smaller one or raise the limit"
              .formatted(content.length, limits.maxBytes()));
    }
    return image.encoding() == ImageEncoding.RAW
        ? raw(image, check)
        : CompressedImage.decode(image.encoding(), content, check);
  }

  private static PixelImage raw(EncodedImage image, SizeCheck check)
      throws UndecodableImageException {
    List<Integer> claimed = image.rawShape();
    if (claimed.size() != 3 || (claimed.get(0) != 1 && claimed.get(0) != 3)) {
      throw new UndecodableImageException(
          RejectReason.WRONG_SHAPE,
          "raw image of shape %s; give channels (1 or 3), height and width".formatted(claimed));
    }
    int height = claimed.get(1);
    int width = claimed.get(2);
    check.accept(height, width);
    ImageShape shape = new ImageShape(claimed.get(0), height, width);
    int given = image.content().length;
    if (given != shape.size()) {
      throw new UndecodableImageException(
          given < shape.size() ? RejectReason.TRUNCATED : RejectReason.WRONG_SHAPE,
          "raw image of [%d] bytes, but its shape %s takes %d; send one byte a value"
              .formatted(given, shape, shape.size()));
    }
    return PixelImage.of(shape, image.content());
  }

  private static void checkSide(int height, int width, ImageLimits limits)
      throws UndecodableImageException {
    if (height < 1 || width < 1 || height > limits.maxSide() || width > limits.maxSide()) {
      throw new UndecodableImageException(
          RejectReason.DIMENSIONS,
          "image of width [%d] and height [%d] is outside 1 to %d pixels a side; send it smaller"
              .formatted(width, height, limits.maxSide()));
    }
  }

  private void checkSize(int height, int width) throws UndecodableImageException {
    checkSide(height, width, limits);
    if (!limits.resize() && (height != target.height() || width != target.width())) {
      throw new UndecodableImageException(
          RejectReason.WRONG_SHAPE,
          "image of width [%d] and height [%d], but the conv stack takes %d x %d; resize it or"
                  .formatted(width, height, target.width(), target.height())
              + " switch resizing on");
    }
  }
}
