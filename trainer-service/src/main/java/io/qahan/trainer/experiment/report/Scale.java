package io.qahan.trainer.experiment.report;

import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.paper.network.Hyperparameters;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How much of a data set an experiment trains on, and for how long.
 *
 * @param dataset the images
 * @param trainImages how many to train on
 * @param testImages how many to test on after each epoch
 * @param epochs of QAHAN and of the network without attention
 * @param rivalEpochs of all others
 * @param seed of all trainings
 */
public record Scale(
    DatasetLocation dataset,
    int trainImages,
    int testImages,
    int epochs,
    int rivalEpochs,
    long seed) {
  private static final int QUICK_IMAGES = 5000;
  private static final int QUICK_EPOCHS = 3;

  /** The paper's: 50,000 and 1,000 images, 70 epochs on MNIST and 100 on CIFAR-10. */
  public static Scale full(DatasetLocation dataset, long seed) {
    int epochs = Hyperparameters.paperEpochs(dataset);
    return new Scale(dataset, 50_000, 1000, epochs, epochs, seed);
  }

  /** Minutes rather than hours on two cores: shows that it works, proves nothing. */
  public static Scale quick(DatasetLocation dataset, long seed) {
    return new Scale(dataset, QUICK_IMAGES, 1000, QUICK_EPOCHS, QUICK_EPOCHS, seed);
  }

  /** The same with other numbers of epochs, where given. */
  public Scale withEpochs(OptionalInt epochs, OptionalInt rivalEpochs) {
    return new Scale(
        dataset,
        trainImages,
        testImages,
        epochs.orElse(this.epochs),
        rivalEpochs.orElse(epochs.orElse(this.rivalEpochs)),
        seed);
  }

  /** Short name of the data set, for directories and titles. */
  public String datasetName() {
    return dataset.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** The paper's batch size for such images. */
  Hyperparameters hyper(int epochs) {
    return Hyperparameters.of(dataset, epochs, seed);
  }
}
