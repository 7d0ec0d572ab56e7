package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.SplittableRandom;

/** Which locations of each image of a batch have been visited, in order. For one thread. */
final class Visits {
  /** Added to the logit of a visited location: its probability is 0, exactly, in 32 bits. */
  private static final float SUPPRESSED = -1e5f;

  private final LocationBudget budget;
  private final int images;
  private final int[][] locations;
  private final BitSet visited = new BitSet();
  private int made;

  Visits(LocationBudget budget, int images) {
    this.budget = budget;
    this.images = images;
    this.locations = new int[budget.visits()][];
  }

  /**
   * Visits one more location of each image.
   *
   * @param chosen N locations
   * @return N x P, 1 where an image is visited now
   */
  NDArray visit(NDManager manager, int[] chosen) {
    float[] now = new float[images * budget.locations()];
    for (int image = 0; image < images; image++) {
      int at = image * budget.locations() + chosen[image];
      if (visited.get(at)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "location [%d] of image [%d] has been visited", chosen[image], image));
      }
      visited.set(at);
      now[at] = 1;
    }
    locations[made++] = chosen.clone();
    return manager.create(now, shape());
  }

  /** N x P: 0 where there was no visit yet, and very little elsewhere. */
  NDArray suppression(NDManager manager) {
    float[] values = new float[images * budget.locations()];
    visited.stream().forEach(at -> values[at] = SUPPRESSED);
    return manager.create(values, shape());
  }

  private Shape shape() {
    return new Shape(images, budget.locations());
  }

  /**
   * One location of each image that has not been visited, drawn.
   *
   * @param logProbabilities N x P
   */
  int[] draw(float[] logProbabilities, SplittableRandom random) {
    int[] chosen = new int[images];
    for (int image = 0; image < images; image++) {
      double left = random.nextDouble();
      int from = image * budget.locations();
      // What rounding leaves over falls to the last one that may be visited.
      for (int at = nextFree(from, image); at >= 0 && left >= 0; at = nextFree(at + 1, image)) {
        chosen[image] = at - from;
        left -= Math.exp(logProbabilities[at]);
      }
    }
    return chosen;
  }

  /**
   * The most probable location of each image that has not been visited; of equal ones the first.
   *
   * @param logProbabilities N x P
   */
  int[] best(float[] logProbabilities) {
    int[] chosen = new int[images];
    for (int image = 0; image < images; image++) {
      int from = image * budget.locations();
      int best = nextFree(from, image);
      for (int at = best; at >= 0; at = nextFree(at + 1, image)) {
        best = logProbabilities[at] > logProbabilities[best] ? at : best;
      }
      chosen[image] = best - from;
    }
    return chosen;
  }

  /** The first position from {@code at} on that is the image's and unvisited; -1 if none is. */
  private int nextFree(int at, int image) {
    int free = visited.nextClearBit(at);
    return free < (image + 1) * budget.locations() ? free : -1;
  }

  /**
   * 1 for each feature that the visits keep, N x (C x H x W).
   *
   * @param features in the same layout
   */
  float[] mask(float[] features) {
    float[] mask = new float[features.length];
    for (int visit = 0; visit < made; visit++) {
      boolean last = visit == budget.visits() - 1;
      int channels = last ? budget.channelsOfLast() : budget.channels();
      for (int image = 0; image < images; image++) {
        int first = image * budget.channels() * budget.locations() + locations[visit][image];
        keepStrongest(features, first, channels, mask);
      }
    }
    return mask;
  }

  /** The largest of a location's channels; of equal ones those that come first. */
  private void keepStrongest(float[] features, int first, int channels, float[] mask) {
    float[] values = new float[budget.channels()];
    for (int channel = 0; channel < values.length; channel++) {
      values[channel] = features[first + channel * budget.locations()];
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float least = sorted[sorted.length - channels];
    int equals = channels;
    for (float value : values) {
      equals -= Float.compare(value, least) > 0 ? 1 : 0;
    }
    for (int channel = 0; channel < values.length; channel++) {
      int order = Float.compare(values[channel], least);
      if (order > 0 || (order == 0 && equals-- > 0)) {
        mask[first + channel * budget.locations()] = 1;
      }
    }
  }
}
