package io.qahan.deploy.pipeline.send;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.LabelledImages;
import java.util.Locale;

/** Which images of a data set are streamed. */
public enum DatasetSplit {
  /** Those that a model may have learned from. */
  TRAIN,
  /** Those that are kept apart. */
  TEST;

  /** The images; there may be none. */
  public LabelledImages of(Dataset dataset) {
    return this == TEST ? dataset.test() : dataset.train();
  }

  /** For people. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
