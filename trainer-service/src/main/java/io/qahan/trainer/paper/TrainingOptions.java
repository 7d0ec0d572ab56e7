package io.qahan.trainer.paper;

import io.qahan.ingest.dataset.DatasetLocation;
import java.nio.file.Path;

/**
 * What to train and where to put it.
 *
 * @param dataset the images
 * @param trainImages how many of its training images to use, evenly spaced; all if it has fewer
 * @param testImages how many of its test images to use, evenly spaced; all if it has fewer
 * @param attention what stands between convolutions and head
 * @param hyper how to train
 * @param name of the conv stack, for example {@code mnist-1}
 * @param out directory for the conv stack and the history; made if it does not exist
 */
public record TrainingOptions(
    DatasetLocation dataset,
    int trainImages,
    int testImages,
    Attention.Kind attention,
    Hyperparameters hyper,
    String name,
    Path out) {
  public TrainingOptions {
    if (trainImages < 1 || testImages < 1) {
      throw new IllegalArgumentException(
          "training images [%d] and test images [%d] must be at least 1"
              .formatted(trainImages, testImages));
    }
  }

  /** The command that trains the same, without the directories of this machine. */
  String command() {
    return "qahan train --dataset %s --attention %s --train %d --test %d --epochs %d --batch %d"
            .formatted(
                kind(), attention.slug(), trainImages, testImages, hyper.epochs(), hyper.batch())
        + " --lr %s --dropout %s --seed %d --name %s"
            .formatted(hyper.learningRate(), hyper.dropout(), hyper.seed(), name);
  }

  private String kind() {
    if (dataset instanceof DatasetLocation.Mnist) {
      return "mnist:DIR";
    }
    if (dataset instanceof DatasetLocation.Cifar10) {
      return "cifar10:DIR";
    }
    return dataset instanceof DatasetLocation.Folder ? "folder:DIR" : "sample";
  }
}
