package io.qahan.trainer.paper.network;

import ai.djl.training.tracker.Tracker;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.gradient.DropoutMask;
import java.util.Locale;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training images
 * @param batch images to a step
 * @param learningRate Adam's, in the first step
 * @param schedule what becomes of it
 * @param dropout share of features dropped before the head while training
 * @param weightDecay what part of itself each weight loses in a step at learning rate 1, apart from
 *     its gradient (Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, algorithm
 *     2: AdamW); 0 for none, as the paper has it
 * @param seed of the first weights, the order of the images and the dropout
 */
public record Hyperparameters(
    int epochs,
    int batch,
    double learningRate,
    LearningRateSchedule schedule,
    double dropout,
    double weightDecay,
    long seed) {
  private static final int MNIST_BATCH = 32;
  private static final int MNIST_EPOCHS = 70;
  private static final int CIFAR10_BATCH = 64;
  private static final int CIFAR10_EPOCHS = 100;

  public Hyperparameters {
    if (epochs < 1 || batch < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "epochs [%d] and batch [%d] must be at least 1", epochs, batch));
    }
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning rate [%s] must be above 0; the paper's is 0.001".formatted(learningRate));
    }
    DropoutMask.checkRate(dropout);
    if (!(weightDecay >= 0 && weightDecay * learningRate < 1)) {
      throw new IllegalArgumentException(
          "weight decay [%s] must be 0 or above, and less than 1 / learning rate [%s]; 0.01 is usual"
              .formatted(weightDecay, learningRate));
    }
  }

  /** The paper's for these images, but for the epochs. */
  public static Hyperparameters of(DatasetLocation dataset, int epochs, long seed) {
    return new Hyperparameters(
        epochs, paperBatch(dataset), 0.001, LearningRateSchedule.CONSTANT, 0.5, 0, seed);
  }

  /** The same at another learning rate. */
  public Hyperparameters withLearningRate(double learningRate) {
    return new Hyperparameters(epochs, batch, learningRate, schedule, dropout, weightDecay, seed);
  }

  /** The paper's images to a step: 64 for CIFAR-10, and 32, as for MNIST, for all others. */
  public static int paperBatch(DatasetLocation dataset) {
    return dataset instanceof DatasetLocation.Cifar10 ? CIFAR10_BATCH : MNIST_BATCH;
  }

  /** The paper's epochs: 100 of CIFAR-10, and 70, as of MNIST, of all others. */
  public static int paperEpochs(DatasetLocation dataset) {
    return dataset instanceof DatasetLocation.Cifar10 ? CIFAR10_EPOCHS : MNIST_EPOCHS;
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
