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
 * @param seed of all trainings, or of the first of several
 * @param seeds how many trainings there are of each kind that is compared, each with a seed of its
 *     own, from {@code seed} on
 */
public record Scale(
    DatasetLocation dataset,
    int trainImages,
    int testImages,
    int epochs,
    int rivalEpochs,
    long seed,
    int seeds) {
  public Scale {
    if (seeds < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "seeds [%d] must be at least 1; reports take 5", seeds));
    }
  }

  /** One training of each kind. */
  public Scale(
      DatasetLocation dataset,
      int trainImages,
      int testImages,
      int epochs,
      int rivalEpochs,
      long seed) {
    this(dataset, trainImages, testImages, epochs, rivalEpochs, seed, 1);
  }

  private static final int QUICK_IMAGES = 5000;
  private static final int QUICK_EPOCHS = 3;

  /** The paper's: 50,000 and 1,000 images, 70 epochs on MNIST and 100 on CIFAR-10. */
  public static Scale full(DatasetLocation dataset, long seed) {
    int epochs = Hyperparameters.paperEpochs(dataset);
    return new Scale(dataset, 50_000, 1000, epochs, epochs, seed);
  }

  /**
   * What a comparison of mechanisms takes: equal epochs for all, 20 on MNIST and 30 on CIFAR-10,
   * and 5 and 3 seeds.
   */
  public static Scale compared(DatasetLocation dataset, long seed) {
    boolean cifar10 = dataset instanceof DatasetLocation.Cifar10;
    int epochs = cifar10 ? 30 : 20;
    return new Scale(dataset, 50_000, 1000, epochs, epochs, seed, cifar10 ? 3 : 5);
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
        seed,
        seeds);
  }

  /** The same with so many trainings of each kind. */
  public Scale withSeeds(int seeds) {
    return new Scale(dataset, trainImages, testImages, epochs, rivalEpochs, seed, seeds);
  }

  /** Short name of the data set, for directories and titles. */
  public String datasetName() {
    return dataset.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** The paper's batch size for such images, and the seed of a training of its kind, from 0. */
  Hyperparameters hyper(int epochs, int number) {
    return Hyperparameters.of(dataset, epochs, seed + number);
  }
}
