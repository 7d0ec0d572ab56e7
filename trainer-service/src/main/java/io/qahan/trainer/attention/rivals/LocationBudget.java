package io.qahan.trainer.attention.rivals;

import io.qahan.ingest.conv.FeatureShape;
import java.util.Locale;

/**
 * How many locations of a feature map may be visited for k features to be kept in all: each visit
 * keeps the location's channels, the last one only its strongest, so that exactly k are kept (k =
 * 100 of 64 x 7 x 7: 64 + 36).
 *
 * @param channels features of one location
 * @param height rows of locations
 * @param width columns of locations
 * @param kept k, features to keep of each image
 */
public record LocationBudget(int channels, int height, int width, int kept) {
  public LocationBudget {
    if (kept < 1 || kept > channels * height * width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "k is [%d] but must be from 1 to the number of features, %d",
              kept,
              channels * height * width));
    }
  }

  /** For the features of such convolutions. */
  public static LocationBudget of(FeatureShape shape, int kept) {
    return new LocationBudget(
        shape.outputChannels(), shape.featureHeight(), shape.featureWidth(), kept);
  }

  /** P, the number of locations; they are counted row by row. */
  int locations() {
    return height * width;
  }

  /** T, how many of them are visited. */
  int visits() {
    return (kept + channels - 1) / channels;
  }

  /** Channels that are left for the last of them. */
  int channelsOfLast() {
    return kept - (visits() - 1) * channels;
  }

  /** P x 2: row and column of each location, from -1 to 1. */
  float[] coordinates() {
    float[] values = new float[2 * locations()];
    for (int location = 0; location < locations(); location++) {
      values[2 * location] = centred(location / width, height);
      values[2 * location + 1] = centred(location % width, width);
    }
    return values;
  }

  private static float centred(int position, int count) {
    return count == 1 ? 0 : 2f * position / (count - 1) - 1;
  }
}
