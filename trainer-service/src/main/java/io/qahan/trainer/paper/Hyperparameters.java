package io.qahan.trainer.paper;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training images
 * @param batch images to a step
 * @param learningRate Adam's
 * @param dropout share of features dropped before the head while training
 * @param seed of the first weights, the order of the images and the dropout
 */
public record Hyperparameters(
    int epochs, int batch, double learningRate, double dropout, long seed) {
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

  /** Batches of 32, as the paper's for MNIST. */
  public static Hyperparameters mnist(int epochs, long seed) {
    return new Hyperparameters(epochs, 32, 0.001, 0.5, seed);
  }

  /** Batches of 64, as the paper's for CIFAR-10. */
  public static Hyperparameters cifar10(int epochs, long seed) {
    return new Hyperparameters(epochs, 64, 0.001, 0.5, seed);
  }
}
