package io.qahan.trainer.paper;

import io.qahan.ingest.image.ImageShape;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What is done to training images so that the network sees each of them another way in each epoch.
 * What is done to an image depends on the seed, the epoch and the image only, so a training that is
 * resumed sees what an unbroken one sees. All changes are one step of bilinear sampling; what comes
 * from beyond the picture's edge is the edge.
 *
 * @param changes which
 */
public record Augmentation(Set<Change> changes) {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(Set.of());

  /** One thing that is done. */
  public enum Change {
    /** Mirrored left to right, every other time. */
    FLIP,
    /**
     * Moved across and down, by up to an eighth of the side either way: a crop of what is there.
     */
    CROP,
    /** Turned about the middle, by up to 15 degrees either way. */
    ROTATE
  }

  private static final double MOST_MOVED = 1.0 / 8; // of a side
  private static final double MOST_TURNED = Math.toRadians(15);

  public Augmentation {
    changes = changes.isEmpty() ? Set.of() : EnumSet.copyOf(changes); // in one order
  }

  /**
   * Reads {@code flip,crop,rotate}, or some of them; nothing or {@code none} is {@link #NONE}.
   *
   * @throws IllegalArgumentException naming what is none of them
   */
  public static Augmentation parse(String text) {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    for (String word : text.trim().split(",", -1)) {
      String name = word.trim().toUpperCase(Locale.ROOT);
      if (name.isEmpty() || name.equals("NONE")) {
        continue;
      }
      changes.add(
          Arrays.stream(Change.values())
              .filter(change -> change.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "augmentation [%s] is none of flip, crop and rotate"
                              .formatted(word.trim()))));
    }
    return new Augmentation(changes);
  }

  /** As written on a command line, after a blank; nothing for {@link #NONE}. */
  String arguments() {
    return changes.isEmpty()
        ? ""
        : " --augment "
            + changes.stream()
                .map(change -> change.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
  }

  /**
   * Changes one image in place.
   *
   * @param values of many images
   * @param from where this one begins, in C x H x W order
   * @param epoch from 1
   * @param image its number in the training images
   */
  void apply(float[] values, int from, ImageShape shape, long seed, int epoch, int image) {
    if (changes.isEmpty()) {
      return;
    }
    SplittableRandom random = randomOf(seed, epoch, image);
    boolean flipped = random.nextBoolean() && changes.contains(Change.FLIP);
    double across = moved(random, shape.width());
    double down = moved(random, shape.height());
    double angle = MOST_TURNED * (2 * random.nextDouble() - 1);
    angle = changes.contains(Change.ROTATE) ? angle : 0;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double middleX = (shape.width() - 1) / 2.0;
    double middleY = (shape.height() - 1) / 2.0;
    int plane = shape.height() * shape.width();
    float[] source = Arrays.copyOfRange(values, from, from + shape.size());
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        double dx = (flipped ? shape.width() - 1 - x : x) - middleX;
        double dy = y - middleY;
        double sourceX = middleX + cos * dx - sin * dy + across;
        double sourceY = middleY + sin * dx + cos * dy + down;
        for (int c = 0; c < shape.channels(); c++) {
          values[from + c * plane + y * shape.width() + x] =
              sampled(source, c * plane, shape, sourceX, sourceY);
        }
      }
    }
  }

  private static SplittableRandom randomOf(long seed, int epoch, int image) {
    long mixed = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch).nextLong();
    return new SplittableRandom(new SplittableRandom(mixed ^ image).nextLong());
  }

  /** Whole pixels, so that a picture that is only moved stays as sharp as it is. */
  private double moved(SplittableRandom random, int side) {
    int most = (int) Math.round(side * MOST_MOVED);
    int pixels = random.nextInt(-most, most + 1);
    return changes.contains(Change.CROP) ? pixels : 0;
  }

  private static float sampled(float[] source, int plane, ImageShape shape, double x, double y) {
    double insideX = Math.max(0, Math.min(shape.width() - 1, x));
    double insideY = Math.max(0, Math.min(shape.height() - 1, y));
    int left = (int) insideX;
    int top = (int) insideY;
    int right = Math.min(left + 1, shape.width() - 1);
    int bottom = Math.min(top + 1, shape.height() - 1);
    double partX = insideX - left;
    double partY = insideY - top;
    double above =
        source[plane + top * shape.width() + left] * (1 - partX)
            + source[plane + top * shape.width() + right] * partX;
    double below =
        source[plane + bottom * shape.width() + left] * (1 - partX)
            + source[plane + bottom * shape.width() + right] * partX;
    return (float) (above * (1 - partY) + below * partY);
  }
}
