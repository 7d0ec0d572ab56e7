package io.qahan.deploy.offline.train;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.TerminalLine;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.paper.TrainedNetwork;
import io.qahan.trainer.paper.Training;
import io.qahan.trainer.paper.TrainingOptions;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import io.qahan.trainer.paper.network.TrainingFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code qahan train}: Algorithm 1, offline. */
@Command(
    name = "train",
    description = {
      "Train the whole network on a data set (Algorithm 1) and write its conv stack.",
      "The paper's mixed precision is for graphics cards: on a processor it is off."
    })
public final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--dataset",
      paramLabel = "SET",
      defaultValue = "sample",
      description = "sample, mnist:DIR, cifar10:DIR or folder:DIR (default: sample).")
  private String dataset;

  @Mixin private AttentionArguments attention;

  @Option(
      names = "--train",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Training images; all if there are fewer (default: 50000).")
  private int trainImages;

  @Option(
      names = "--test",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Test images; all if there are fewer (default: 1000).")
  private int testImages;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the images (default: the paper's 70, or 100 for cifar10).")
  private Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images to a step (default: 32; for cifar10 64, as the paper has them).")
  private Integer batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "Adam's learning rate (default: 0.001).")
  private double learningRate;

  @Option(
      names = "--lr-schedule",
      paramLabel = "NAME",
      defaultValue = "constant",
      description =
          "What becomes of the learning rate: constant, as the paper has it, or cosine, which falls"
              + " to 0 over --epochs; that cannot be prolonged (default: constant).")
  private LearningRateSchedule schedule;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Share of features dropped before the head (default: 0.5).")
  private double dropout;

  @Option(
      names = "--noise",
      paramLabel = "SD",
      defaultValue = "0",
      description =
          "Gaussian noise on all images: its standard deviation on the [-1, 1] scale; the paper's"
              + " runs have 0.2 and 0.4 (default: 0).")
  private double noise;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of first weights, order, dropout, masks and noise (default: 1).")
  private long seed;

  @Option(
      names = "--name",
      defaultValue = "conv",
      description = "Name of the conv stack: the first part of its version (default: conv).")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the conv stack, the history and the checkpoint go (default: a directory called as"
              + " --name).")
  private Path out;

  @Option(
      names = "--resume",
      description = "Go on from the checkpoint in --out, if there is one, to the same result.")
  private boolean resume;

  @Override
  public Integer call() throws IOException {
    DatasetLocation location = DatasetLocation.parse(dataset);
    TrainingOptions options =
        new TrainingOptions(
            location,
            trainImages,
            testImages,
            noise,
            attention.options(),
            hyperparameters(location),
            name,
            out != null ? out : Path.of(name),
            resume);
    try {
      TrainedNetwork trained =
          Training.run(
              options, new ProgressLine(TerminalLine.onStandardOutput(), System::nanoTime));
      System.out.printf(
          "all test images: loss %.4f accuracy %.4f; training images without dropout: %.4f, %.4f%n",
          trained.last().everyTestImage().loss(),
          trained.last().everyTestImage().accuracy(),
          trained.last().trainingImages().loss(),
          trained.last().trainingImages().accuracy());
      System.out.println("conv stack: " + trained.convFile());
      System.out.println("history: " + trained.historyFile());
      return 0;
    } catch (TrainingFailedException e) {
      throw new CommandFailedException(e.getMessage(), e);
    }
  }

  private Hyperparameters hyperparameters(DatasetLocation location) {
    return new Hyperparameters(
        epochs != null ? epochs : Hyperparameters.paperEpochs(location),
        batch != null ? batch : Hyperparameters.paperBatch(location),
        learningRate,
        schedule,
        dropout,
        seed);
  }
}
