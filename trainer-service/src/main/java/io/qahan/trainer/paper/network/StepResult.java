package io.qahan.trainer.paper.network;

import io.qahan.trainer.attention.ChosenMask;
import java.util.List;

/**
 * One step of the training.
 *
 * @param score on the batch, with dropout, before the update
 * @param kept features that were kept, over the whole batch
 * @param masks how the masks were found; empty if none was solved for
 */
public record StepResult(Score score, double kept, List<ChosenMask> masks, StepTimes times) {
  public StepResult {
    masks = List.copyOf(masks);
  }
}
