package io.qahan.trainer.online.learning;

import io.qahan.ingest.head.Sparse;
import java.util.OptionalInt;

/**
 * One image to learn from.
 *
 * @param imageId for people
 * @param features what its mask kept
 * @param label the true class, from 0
 * @param revision how many corrections of the label it stands for; 0 for the image's first example
 * @param previousLabel the class of the image's example before this one; empty for the first
 * @param answered the class probabilities with which the image was answered, when its label was not
 *     known; not copied; empty if it is not told
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record LabelledExample(
    String imageId,
    Sparse features,
    int label,
    int revision,
    OptionalInt previousLabel,
    float[] answered) {
  private static final float[] NO_ANSWER = {};

  /** The first example of an image, without its answer. */
  public LabelledExample(String imageId, Sparse features, int label) {
    this(imageId, features, label, 0);
  }

  /** An example without the image's answer and the label before. */
  public LabelledExample(String imageId, Sparse features, int label, int revision) {
    this(imageId, features, label, revision, OptionalInt.empty(), NO_ANSWER);
  }

  /** Whether the image was learned from before, with another label. */
  public boolean isCorrection() {
    return revision > 0;
  }
}
