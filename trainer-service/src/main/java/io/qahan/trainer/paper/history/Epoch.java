package io.qahan.trainer.paper.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.qahan.trainer.paper.network.Score;
import io.qahan.trainer.paper.network.StepTimes;

/**
 * One pass over the training images.
 *
 * @param number from 1
 * @param train mean over the steps, with dropout, each before its update
 * @param test after the epoch, without dropout
 * @param masks of the training images
 * @param times of the steps
 * @param seconds taken, without the test
 * @param validation after the epoch, on what decides which was best; null if nothing does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Epoch(
    int number,
    Score train,
    Score test,
    MaskSummary masks,
    StepTimes times,
    double seconds,
    Score validation) {

  /** One that is compared with no other. */
  public Epoch(
      int number, Score train, Score test, MaskSummary masks, StepTimes times, double seconds) {
    this(number, train, test, masks, times, seconds, null);
  }

  /** Whether it did better on the validation images, by hits and then by loss. */
  public boolean isBetterThan(Epoch other) {
    return validation.accuracy() != other.validation.accuracy()
        ? validation.accuracy() > other.validation.accuracy()
        : validation.loss() < other.validation.loss();
  }
}
