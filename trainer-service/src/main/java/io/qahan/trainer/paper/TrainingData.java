package io.qahan.trainer.paper;

import io.qahan.ingest.dataset.DatasetLocation;
import java.util.Locale;

/**
 * The images to train on and to test with, and how they are looked at.
 *
 * @param dataset where they are
 * @param train how many of its training images to use, evenly spaced; all if it has fewer
 * @param test how many images to test with after each epoch, evenly spaced; all if there are fewer
 * @param testFrom which images these are
 * @param noise intensity of the noise on all of them, on the [-1, 1] scale
 * @param augmentation what changes the training images from epoch to epoch
 * @param workers how many images are decoded at a time; nothing depends on it but the time
 */
public record TrainingData(
    DatasetLocation dataset,
    int train,
    int test,
    TestFrom testFrom,
    double noise,
    Augmentation augmentation,
    int workers) {

  /** Where the images come from that a network is tested with after each epoch. */
  public enum TestFrom {
    /** The data set's test images. */
    TEST,
    /** The images that it was trained on: what a paper may have done that speaks of test loss. */
    TRAIN,
    /** Training images that are not learned from: what a learning rate is chosen by. */
    UNUSED
  }

  public TrainingData {
    if (train < 1 || test < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "training images [%d] and test images [%d] must be at least 1",
              train,
              test));
    }
    if (workers < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "workers [%d] must be at least 1", workers));
    }
    new Noise(noise, 0); // checks it
  }

  /** Tested with test images. */
  public TrainingData(
      DatasetLocation dataset,
      int train,
      int test,
      double noise,
      Augmentation augmentation,
      int workers) {
    this(dataset, train, test, TestFrom.TEST, noise, augmentation, workers);
  }

  /** Images as they are, decoded on every processor. */
  public static TrainingData of(DatasetLocation dataset, int train, int test) {
    return new TrainingData(
        dataset, train, test, 0, Augmentation.NONE, Runtime.getRuntime().availableProcessors());
  }

  /** The same, tested with other images. */
  public TrainingData withTestFrom(TestFrom testFrom) {
    return new TrainingData(dataset, train, test, testFrom, noise, augmentation, workers);
  }

  /** The same under noise. */
  public TrainingData withNoise(double intensity) {
    return new TrainingData(dataset, train, test, testFrom, intensity, augmentation, workers);
  }

  /** The same, changed from epoch to epoch. */
  public TrainingData withAugmentation(Augmentation augmentation) {
    return new TrainingData(dataset, train, test, testFrom, noise, augmentation, workers);
  }

  /** What of it the weights depend on beside the data set, as written on a command line. */
  String arguments() {
    return String.format(Locale.ROOT, "--train %d --test %d", train, test)
        + (testFrom == TestFrom.TEST
            ? ""
            : " --test-from " + testFrom.name().toLowerCase(Locale.ROOT))
        + (noise == 0 ? "" : " --noise " + noise)
        + augmentation.arguments();
  }

  /** The data set as a command names it, without the directories of this machine. */
  String kind() {
    if (dataset instanceof DatasetLocation.AtHand known) {
      return known.dataset().name();
    }
    if (dataset instanceof DatasetLocation.Mnist) {
      return "mnist:DIR";
    }
    if (dataset instanceof DatasetLocation.Cifar10) {
      return "cifar10:DIR";
    }
    return dataset instanceof DatasetLocation.Folder ? "folder:DIR" : "sample";
  }
}
