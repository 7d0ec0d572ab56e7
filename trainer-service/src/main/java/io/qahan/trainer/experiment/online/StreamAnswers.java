package io.qahan.trainer.experiment.online;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Which images of a stream were answered rightly, and the curve that they make: a point for each
 * window of images. What changes in a stream does so in its middle. Immutable, thread safe.
 */
public final class StreamAnswers {
  private final int images;
  private final BitSet right;
  private final int window;

  /**
   * Those of a whole stream.
   *
   * @param images how many there were
   * @param right those that were answered rightly; copied
   * @param points of the curve
   */
  public StreamAnswers(int images, BitSet right, int points) {
    this.images = images;
    this.right = (BitSet) right.clone();
    this.window = Math.max(1, images / points);
  }

  /** Images to a point of the curve. */
  public int window() {
    return window;
  }

  /** The first image after the change. */
  public int middle() {
    return images / 2;
  }

  /** Share of right answers to images from {@code from} to before {@code to}. */
  public double accuracy(int from, int to) {
    return (double) right.get(from, to).cardinality() / (to - from);
  }

  /** Ends of the windows: images seen so far. */
  public double[] seen() {
    return IntStream.rangeClosed(1, images / window).mapToDouble(i -> i * window).toArray();
  }

  /** The accuracy of each window. */
  public double[] curve() {
    return IntStream.range(0, images / window)
        .mapToDouble(i -> accuracy(i * window, (i + 1) * window))
        .toArray();
  }

  /** The point of the curve at a moment, in images seen so far. */
  public double at(long seen) {
    double[] curve = curve();
    return curve[(int) Math.min(curve.length - 1L, seen / window)];
  }

  /**
   * Images after the middle, in whole windows, until a window's accuracy is at least so high;
   * empty: never.
   */
  public OptionalInt imagesTo(double accuracy) {
    return IntStream.iterate(middle(), from -> from + window <= images, from -> from + window)
        .filter(from -> accuracy(from, from + window) >= accuracy)
        .map(from -> from + window - middle())
        .findFirst();
  }
}
