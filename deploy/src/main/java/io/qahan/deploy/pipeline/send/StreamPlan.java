package io.qahan.deploy.pipeline.send;

import java.util.Locale;

/**
 * What a stream of images is like.
 *
 * @param images how many good images
 * @param imagesPerSecond at which rate; 0 for as fast as they are taken
 * @param labels when labels follow
 * @param corrupt how many records that no pipeline can use, spread evenly among the images
 */
public record StreamPlan(int images, double imagesPerSecond, LabelTiming labels, int corrupt) {
  public StreamPlan {
    if (images < 0 || corrupt < 0 || images > 100_000_000) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "images [%d] and corrupt images [%d] must be from 0 to 100,000,000",
              images,
              corrupt));
    }
    if (!(imagesPerSecond >= 0 && imagesPerSecond <= 1e6)) {
      throw new IllegalArgumentException(
          "rate [%s] must be from 0 (no limit) to 1,000,000 images a second"
              .formatted(imagesPerSecond));
    }
  }

  int total() {
    return images + corrupt;
  }

  /** How many of the first {@code count} records are corrupt ones. */
  int corruptAmong(int count) {
    return (int) ((long) count * corrupt / total());
  }

  /** When the record at {@code position} is due, in nanoseconds from the start. */
  long dueNanos(int position) {
    return imagesPerSecond == 0 ? 0 : (long) (position / imagesPerSecond * 1e9);
  }
}
