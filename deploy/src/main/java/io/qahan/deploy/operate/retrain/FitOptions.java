package io.qahan.deploy.operate.retrain;

import io.qahan.trainer.retrain.Retraining;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a network is to be trained on a window. */
final class FitOptions {
  @ArgGroup private Start start = new Start();

  /** Where the weights begin. */
  private static final class Start {
    @Option(
        names = "--fine-tune",
        description = "Begin with the weights that serve, the newest head included (default).")
    private boolean fineTune;

    @Option(names = "--from-scratch", description = "Begin with random weights.")
    private boolean fromScratch;
  }

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "" + Retraining.EPOCHS,
      description = "Passes over the images, at most (default: " + Retraining.EPOCHS + ").")
  private int epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "" + Retraining.PATIENCE,
      description =
          "Stop when none of the last N epochs did better on a tenth of the images that is only for"
              + " this (default: "
              + Retraining.PATIENCE
              + ").")
  private int patience;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "" + Retraining.LEARNING_RATE,
      description =
          "Adam's learning rate at first; it falls to 0 along half a cosine (default: "
              + Retraining.LEARNING_RATE
              + ").")
  private double learningRate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of order, dropout and random weights (default: 1).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads that solve masks; the result does not depend on them (default: as many as there"
              + " are processors).")
  private Integer threads;

  /** As the training takes them. */
  Retraining.Options options() {
    return new Retraining.Options(
        start.fromScratch && !start.fineTune,
        epochs,
        patience,
        learningRate,
        seed,
        threads != null ? threads : Runtime.getRuntime().availableProcessors());
  }
}
