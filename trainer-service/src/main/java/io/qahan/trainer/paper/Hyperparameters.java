package io.qahan.trainer.paper;

import ai.djl.training.tracker.Tracker;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training images
 * @param batch images to a step
 * @param learningRate Adam's, in the first step
 * @param schedule what becomes of it
 * @param dropout share of features dropped before the head while training
 * @param seed of the first weights, the order of the images and the dropout
 */
public record Hyperparameters(
    int epochs,
    int batch,
    double learningRate,
    LearningRateSchedule schedule,
    double dropout,
    long seed) {
  public Hyperparameters {
    if (epochs < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "epochs [%d] and batch [%d] must be at least 1".formatted(epochs, batch));
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning rate [%s] must be above 0; the paper's is 0.001".formatted(learningRate));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout [%s] must be at least 0 and below 1; the paper's is 0.5".formatted(dropout));
    }
  }

  /** The paper's, with batches of so many images. */
  private static Hyperparameters paper(int epochs, int batch, long seed) {
    return new Hyperparameters(epochs, batch, 0.001, LearningRateSchedule.CONSTANT, 0.5, seed);
  }

  /** Batches of 32, as the paper's for MNIST. */
  public static Hyperparameters mnist(int epochs, long seed) {
    return paper(epochs, 32, seed);
  }

  /** Batches of 64, as the paper's for CIFAR-10. */
  public static Hyperparameters cifar10(int epochs, long seed) {
    return paper(epochs, 64, seed);
  }

  /**
   * The learning rate of each step, from 1, of a training on so many images an epoch.
   *
   * @throws ArithmeticException if there are more steps than an int counts
   */
  Tracker learningRates(int images) {
    int stepsOfAnEpoch = (images + batch - 1) / batch;
    return schedule.of(learningRate, Math.multiplyExact(epochs, stepsOfAnEpoch));
  }
}
