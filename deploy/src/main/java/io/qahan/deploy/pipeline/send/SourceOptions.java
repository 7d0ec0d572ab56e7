package io.qahan.deploy.pipeline.send;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.DatasetException;
import io.qahan.ingest.dataset.DatasetLocation;
import picocli.CommandLine.Option;

/** The options of every command that streams a data set: which images, and when labels follow. */
public final class SourceOptions {
  @Option(
      names = "--dataset",
      paramLabel = "SET",
      defaultValue = "sample",
      description = "sample, mnist:DIR, cifar10:DIR or folder:DIR (default: sample).")
  private String dataset;

  @Option(
      names = "--label-delay",
      paramLabel = "DELAY",
      defaultValue = "2s",
      description = "How long labels lag behind: a duration, now or none (default: 2s).")
  private String labelDelay;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the order of the images (default: 1).")
  private long seed;

  /**
   * Opens the data set.
   *
   * @throws DatasetException if it cannot be read
   */
  public Dataset open() {
    return DatasetLocation.parse(dataset).open();
  }

  /** When labels follow their images. */
  public LabelTiming labels() {
    return LabelTiming.parse(labelDelay);
  }

  /** Seed of the order of the images. */
  public long seed() {
    return seed;
  }
}
