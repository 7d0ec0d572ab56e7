package io.qahan.ingest.image;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Channels, height and width of an image, each at least 1, with no more than 2^31 - 1 values in
 * all.
 *
 * @param channels 1 for grey, 3 for red, green and blue
 * @param height rows, in pixels
 * @param width columns, in pixels
 */
public record ImageShape(int channels, int height, int width) {

  private static final Pattern TEXT = Pattern.compile("(\\d)x(\\d{1,5})x(\\d{1,5})");

  /** One MNIST digit. */
  public static final ImageShape MNIST = new ImageShape(1, 28, 28);

  /** One CIFAR-10 picture. */
  public static final ImageShape CIFAR10 = new ImageShape(3, 32, 32);

  public ImageShape {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "channels [%d] are neither 1 (grey) nor 3 (red, green, blue)",
              channels));
    }
    if (height < 1 || width < 1 || (long) height * width > Integer.MAX_VALUE / channels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "image of height [%d] and width [%d] is empty or too large to hold",
              height,
              width));
    }
  }

  /**
   * Reads {@code CxHxW}, as {@link #toString} writes it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ImageShape parse(String text) {
    Matcher matcher = TEXT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "image shape [%s] must be channels x height x width, such as 3x64x64".formatted(text));
    }
    return new ImageShape(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)));
  }

  /** Number of values: channels x height x width. */
  public int size() {
    return channels * height * width;
  }

  /** The shape after a quarter turn. */
  @SuppressWarnings("ArgumentSelectionDefectChecker") // they are meant to be swapped
  public ImageShape turned() {
    return new ImageShape(channels, width, height);
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
