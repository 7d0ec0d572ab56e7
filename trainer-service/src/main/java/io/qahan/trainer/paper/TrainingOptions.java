package io.qahan.trainer.paper;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What to train and where to put it.
 *
 * @param dataset the images
 * @param trainImages how many of its training images to use, evenly spaced; all if it has fewer
 * @param testImages how many of its test images to use, evenly spaced; all if it has fewer
 * @param noise intensity of the noise on all of them, on the [-1, 1] scale
 * @param attention what stands between convolutions and head
 * @param hyper how to train
 * @param name of the conv stack, for example {@code mnist-1}
 * @param out directory for the conv stack, the history and the checkpoint; made if it does not
 *     exist
 * @param resume whether to go on from the checkpoint in it, if there is one
 * @param model the model file to write; empty for none: then it learns from every training image
 */
public record TrainingOptions(
    DatasetLocation dataset,
    int trainImages,
    int testImages,
    double noise,
    AttentionOptions attention,
    Hyperparameters hyper,
    String name,
    Path out,
    boolean resume,
    Optional<ModelOutput> model) {
  public TrainingOptions {
    if (trainImages < 1 || testImages < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training images [%d] and test images [%d] must be at least 1",
              trainImages,
              testImages));
    }
    new Noise(noise, 0); // checks it
  }

  /** A training that writes no model file. */
  public TrainingOptions(
      DatasetLocation dataset,
      int trainImages,
      int testImages,
      double noise,
      AttentionOptions attention,
      Hyperparameters hyper,
      String name,
      Path out,
      boolean resume) {
    this(
        dataset,
        trainImages,
        testImages,
        noise,
        attention,
        hyper,
        name,
        out,
        resume,
        Optional.empty());
  }

  /** The noise on the training images. */
  Noise trainNoise() {
    return new Noise(noise, hyper.seed());
  }

  /** The noise on the test images. */
  Noise testNoise() {
    return new Noise(noise, ~hyper.seed());
  }

  /** The command that trains the same, without the directories of this machine. */
  public String command() {
    return anyEpochs() + " --epochs " + hyper.epochs();
  }

  /**
   * What a checkpoint must share to be gone on from: the number of epochs too if the learning rate
   * depends on it, otherwise a training may be prolonged.
   */
  String training() {
    return hyper.schedule() == LearningRateSchedule.CONSTANT ? anyEpochs() : command();
  }

  private String anyEpochs() {
    return String.format(
            Locale.ROOT,
            "qahan train --dataset %s %s --train %d --test %d",
            kind(),
            attention.arguments(),
            trainImages,
            testImages)
        + (noise == 0 ? "" : " --noise " + noise)
        + String.format(
            Locale.ROOT,
            " --batch %d --lr %s%s --dropout %s --seed %d --name %s",
            hyper.batch(),
            hyper.learningRate(),
            schedule(),
            hyper.dropout(),
            hyper.seed(),
            name)
        + model.map(ModelOutput::arguments).orElse("");
  }

  private String schedule() {
    return hyper.schedule() == LearningRateSchedule.CONSTANT
        ? ""
        : " --lr-schedule " + hyper.schedule().slug();
  }

  /** The data set as a command names it, without the directories of this machine. */
  String kind() {
    if (dataset instanceof DatasetLocation.Mnist) {
      return "mnist:DIR";
    }
    if (dataset instanceof DatasetLocation.Cifar10) {
      return "cifar10:DIR";
    }
    return dataset instanceof DatasetLocation.Folder ? "folder:DIR" : "sample";
  }
}
