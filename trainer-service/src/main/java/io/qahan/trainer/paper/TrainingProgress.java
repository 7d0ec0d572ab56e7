package io.qahan.trainer.paper;

import io.qahan.trainer.paper.history.Epoch;
import io.qahan.trainer.paper.network.Score;
import java.util.List;

/** Told how a training goes, from the training thread. */
public interface TrainingProgress {
  /** Tells nobody. */
  TrainingProgress SILENT = new TrainingProgress() {};

  /**
   * Before everything else.
   *
   * @param images what is trained on, a line each
   */
  default void opened(List<String> images) {}

  /** Before the first step, if the training goes on after so many epochs. */
  default void resumed(int epochs) {}

  /** After every step. */
  default void stepped(Step step) {}

  /** After every epoch. */
  default void finished(Epoch epoch) {}

  /**
   * One step of an epoch.
   *
   * @param epoch its number, from 1
   * @param epochs how many there will be
   * @param images seen in this epoch so far
   * @param imagesPerEpoch how many it has
   * @param sofar mean over the epoch until now
   * @param imagesPerSecond over the epoch until now
   * @param secondsLeft of the whole training at that rate, without tests
   */
  record Step(
      int epoch,
      int epochs,
      int images,
      int imagesPerEpoch,
      Score sofar,
      double imagesPerSecond,
      double secondsLeft) {}
}
