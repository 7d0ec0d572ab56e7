package io.qahan.ingest.image.decode;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageFormat;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.OtherSize;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.RejectReason;
import io.qahan.ingest.image.UndecodableImageException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns encoded images into pixels of the one shape a conv stack takes, or refuses them with an
 * {@link UndecodableImageException}, whatever the bytes. The number of bytes is checked first, then
 * the structure (dimensions, scans, check sums, where it ends), and only then is a pixel decoded,
 * within a {@link DecodeBudget}.
 *
 * <p>Colour becomes grey by its luminance (Rec. 601), grey becomes colour by repeating it, 16 bits
 * become 8, transparent pixels are laid over black. Pixels are turned upright as Exif says; colour
 * profiles and gamma are not applied. A large picture is thinned out while it is decoded, and then
 * filtered, so that it is never whole in memory.
 *
 * <p>Thread safe.
 */
public final class ImageDecoder {
  /** For who has time: in a service that works, those in front are done long before. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  /** What decodes within milliseconds: bytes to read, and samples to visit. */
  private static final int FEW_BYTES = 64 << 10;

  private static final int FEW_VISITS = 1 << 18;

  /** More pixels than these are thinned out, if enough are left for the target. */
  private static final int MANY_PIXELS = 1 << 20;

  private static final long ENOUGH = 4; // pixels along a side of a target pixel

  /** Neither 2 nor 3 divides any: patterns of two or three pixels stay what they are. */
  private static final int[] STEPS = {1, 5, 7, 11, 13, 17, 19, 23};

  private final ImageShape target;
  private final ImageLimits limits;
  private final DecodeBudget budget;

  /**
   * A decoder for one conv stack, with all the time and memory that there is: for images whose
   * source is known.
   *
   * @param target the shape every decoded image has
   */
  public ImageDecoder(ImageShape target, ImageLimits limits) {
    this(target, limits, DecodeBudget.UNLIMITED);
  }

  /**
   * A decoder for one conv stack, for anybody's images.
   *
   * @param target the shape every decoded image has
   * @param budget what decoding may take; closed by the caller
   */
  public ImageDecoder(ImageShape target, ImageLimits limits, DecodeBudget budget) {
    this.target = target;
    this.limits = limits;
    this.budget = budget;
  }

  /** The shape of every decoded image. */
  public ImageShape target() {
    return target;
  }

  /** What becomes of an image of another size. */
  public OtherSize otherSize() {
    return limits.otherSize();
  }

  /**
   * The pixels of {@code image}, of shape {@link #target()}; waits for up to half a minute until
   * the budget has room for it.
   *
   * @throws BusyException if it had none all the time
   */
  public PixelImage decode(EncodedImage image) throws UndecodableImageException {
    return decode(image, PATIENT);
  }

  /**
   * The pixels of {@code image}, of shape {@link #target()}.
   *
   * @param patience how long to wait for room in the budget
   * @throws BusyException if it had none all the time
   */
  public PixelImage decode(EncodedImage image, Duration patience) throws UndecodableImageException {
    checkBytes(image, limits);
    if (image.format() == ImageFormat.RAW) {
      return raw(image);
    }
    return decoded(image, compressed(image), patience);
  }

  /**
   * The pixels of an image that decodes within milliseconds; nothing of any other, or when the
   * budget has no room at once.
   */
  public Optional<PixelImage> decodeIfQuick(EncodedImage image) throws UndecodableImageException {
    checkBytes(image, limits);
    if (image.content().length > FEW_BYTES) {
      return Optional.empty();
    }
    if (image.format() == ImageFormat.RAW) {
      return Optional.of(raw(image));
    }
    CompressedImage compressed = compressed(image);
    try {
      return isCostly(image, compressed)
          ? Optional.empty()
          : Optional.of(decoded(image, compressed, Duration.ZERO));
    } catch (BusyException e) {
      return Optional.empty();
    }
  }

  private CompressedImage compressed(EncodedImage image) throws UndecodableImageException {
    return CompressedImage.of(image, limits);
  }

  private static boolean isCostly(EncodedImage image, CompressedImage compressed) {
    return image.content().length > FEW_BYTES || compressed.visits() > FEW_VISITS;
  }

  private PixelImage decoded(EncodedImage image, CompressedImage compressed, Duration patience)
      throws UndecodableImageException {
    ExifOrientation orientation = compressed.orientation();
    boolean swaps = orientation.swapsSides();
    checkSize(
        swaps ? compressed.width() : compressed.height(),
        swaps ? compressed.height() : compressed.width());
    // Turned when it is small: the filter knows no up and down.
    ImageShape stored = swaps ? target.turned() : target;
    int step = stepFor(compressed, stored);
    try {
      return budget.run(
          compressed.bytes(step) + Resampling.bytes(compressed.width() / step, stored),
          isCostly(image, compressed),
          patience,
          effort ->
              orientation.upright(Resampling.of(compressed.decode(step, effort), stored, crops())));
    } catch (BusyException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // the readers of the JDK throw both at bad bytes
      throw new UndecodableImageException(
          RejectReason.CORRUPT,
          "%s image is corrupt [%s]; encode it again".formatted(image.format(), what(e)),
          e);
    }
  }

  private static String what(Exception error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  /** The first step that leaves few enough pixels, or the last that leaves enough. */
  private static int stepFor(CompressedImage image, ImageShape stored) {
    int chosen = 1;
    for (int step : image.canBeThinnedOut() ? STEPS : new int[] {chosen}) {
      long height = image.height() / step;
      long width = image.width() / step;
      if (height < ENOUGH * stored.height() || width < ENOUGH * stored.width()) {
        break;
      }
      chosen = step;
      if (height * width <= MANY_PIXELS) {
        break;
      }
    }
    return chosen;
  }

  private PixelImage raw(EncodedImage image) throws UndecodableImageException {
    ImageShape shape = claimed(image, limits);
    checkSize(shape.height(), shape.width());
    int given = image.content().length;
    if (given != shape.size()) {
      throw new UndecodableImageException(
          given < shape.size() ? RejectReason.TRUNCATED : RejectReason.WRONG_SHAPE,
          String.format(
              Locale.ROOT,
              "raw image of [%d] bytes, but its shape %s takes %d; send one byte a value",
              given,
              shape,
              shape.size()));
    }
    PixelImage pixels = PixelImage.of(shape, image.content());
    return shape.equals(target) ? pixels : Resampling.of(pixels.rows(), target, crops());
  }

  private static ImageShape claimed(EncodedImage image, ImageLimits limits)
      throws UndecodableImageException {
    List<Integer> claimed = image.rawShape();
    if (claimed.size() != 3 || (claimed.get(0) != 1 && claimed.get(0) != 3)) {
      throw new UndecodableImageException(
          RejectReason.WRONG_SHAPE,
          "raw image of shape %s; give channels (1 or 3), height and width".formatted(claimed));
    }
    limits.checkSide(claimed.get(1), claimed.get(2));
    return new ImageShape(claimed.get(0), claimed.get(1), claimed.get(2));
  }

  private static void checkBytes(EncodedImage image, ImageLimits limits)
      throws UndecodableImageException {
    int bytes = image.content().length;
    if (bytes == 0) {
      throw new UndecodableImageException(
          RejectReason.EMPTY, "image has no bytes; send the encoded image as the content");
    }
    if (bytes > limits.maxBytes()) {
      throw new UndecodableImageException(
          RejectReason.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "image of [%d] bytes exceeds the limit of %d; send a smaller one or raise the limit",
              bytes,
              limits.maxBytes()));
    }
  }

  private void checkSize(int height, int width) throws UndecodableImageException {
    limits.checkSide(height, width);
    if (limits.otherSize() == OtherSize.REFUSE
        && (height != target.height() || width != target.width())) {
      throw new UndecodableImageException(
          RejectReason.WRONG_SHAPE,
          String.format(
                  Locale.ROOT,
                  "image of width [%d] and height [%d], but the network takes %d x %d; send it in that"
                      + " size, or",
                  width,
                  height,
                  target.width(),
                  target.height())
              + " let others be resized or cropped (ingest.image.other.size, --other-size)");
    }
  }

  private boolean crops() {
    return limits.otherSize() == OtherSize.CROP;
  }

  /**
   * The shape of {@code image} as it is, upright. Its pixels are decoded, so that a damaged one is
   * refused.
   */
  public static ImageShape shapeOf(EncodedImage image, ImageLimits limits)
      throws UndecodableImageException {
    checkBytes(image, limits);
    ImageShape shape =
        image.format() == ImageFormat.RAW
            ? claimed(image, limits)
            : stored(CompressedImage.of(image, limits));
    return new ImageDecoder(shape, limits.with(OtherSize.REFUSE)).decode(image).shape();
  }

  /**
   * The image as records of the images topic have it: as it is, if it is PNG, JPEG or raw; else as
   * a PNG of its pixels, upright and over black. One whose PNG would have more than {@link
   * ImageLimits#maxBytes()} is halved until it has not.
   *
   * @throws UndecodableImageException if it cannot be decoded
   */
  public static EncodedImage portable(EncodedImage image, ImageLimits limits)
      throws UndecodableImageException {
    if (image.format().encoding().isPresent()) {
      return image;
    }
    checkBytes(image, limits);
    ImageShape shape = stored(CompressedImage.of(image, limits));
    while (true) {
      EncodedImage png =
          ImageEncoder.png(new ImageDecoder(shape, limits.with(OtherSize.RESIZE)).decode(image));
      if (png.content().length <= limits.maxBytes() || shape.size() <= shape.channels()) {
        return png;
      }
      shape = new ImageShape(shape.channels(), (shape.height() + 1) / 2, (shape.width() + 1) / 2);
    }
  }

  private static ImageShape stored(CompressedImage image) {
    ImageShape stored = new ImageShape(image.channels(), image.height(), image.width());
    return image.orientation().swapsSides() ? stored.turned() : stored;
  }
}
