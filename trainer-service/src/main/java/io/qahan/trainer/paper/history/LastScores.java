package io.qahan.trainer.paper.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qahan.trainer.paper.network.Score;

/**
 * The network after its last epoch, without dropout.
 *
 * @param everyTestImage all test images of the data set, not only those watched after each epoch
 * @param trainingImages the images it was trained on
 * @param hits which test images it got right; null in histories from before they were kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LastScores(Score everyTestImage, Score trainingImages, Hits hits) {

  /** One that does not know which. */
  public LastScores(Score everyTestImage, Score trainingImages) {
    this(everyTestImage, trainingImages, null);
  }
}
