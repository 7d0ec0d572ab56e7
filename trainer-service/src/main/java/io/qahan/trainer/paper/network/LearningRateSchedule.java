package io.qahan.trainer.paper.network;

import ai.djl.training.tracker.Tracker;
import java.util.Locale;

/** How the learning rate changes while a network trains. */
public enum LearningRateSchedule {
  /** It does not: the paper's. */
  CONSTANT,
  /**
   * From its value to 0 along half a cosine, a little with each step (Loshchilov and Hutter, "SGDR:
   * Stochastic Gradient Descent with Warm Restarts", 2017, eq. 5, without restarts). It rests on
   * the last step, so such a training ends where it was said to.
   */
  COSINE;

  /**
   * The rate of each step, from 1.
   *
   * @param steps of the whole training, at least 1
   */
  Tracker of(double learningRate, int steps) {
    return switch (this) {
      case CONSTANT -> Tracker.fixed((float) learningRate);
      case COSINE ->
          Tracker.cosine()
              .setBaseValue((float) learningRate)
              .optFinalValue(0)
              .setMaxUpdates(steps)
              .build();
    };
  }

  /** As written on a command line. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
