package io.qahan.ingest.conv;

import io.qahan.ingest.image.ImageShape;

/**
 * What a frozen network takes and gives: an image in, a feature map of C x H x W out, whatever
 * computes it.
 */
public interface FeatureShape {
  /** The image it takes. */
  ImageShape input();

  /** C, the features at each place of the map. */
  int outputChannels();

  /** H, the rows of the map. */
  int featureHeight();

  /** W, the columns of the map. */
  int featureWidth();

  /** Length of the feature vector, which is laid out channel by channel, row by row. */
  default int features() {
    return Math.multiplyExact(
        outputChannels(), Math.multiplyExact(featureHeight(), featureWidth()));
  }

  /**
   * The pixels that one feature stands for.
   *
   * @param feature position in the feature vector
   */
  ReceptiveField receptiveField(int feature);
}
