package io.qahan.trainer.online.learning;

import io.qahan.ingest.head.Sparse;

/**
 * One image to learn from.
 *
 * @param imageId for people
 * @param features what its mask kept
 * @param label the true class, from 0
 * @param revision how many corrections of the label it stands for; 0 for the image's first example
 */
public record LabelledExample(String imageId, Sparse features, int label, int revision) {
  /** The first example of an image. */
  public LabelledExample(String imageId, Sparse features, int label) {
    this(imageId, features, label, 0);
  }

  /** Whether the image was learned from before, with another label. */
  public boolean isCorrection() {
    return revision > 0;
  }
}
