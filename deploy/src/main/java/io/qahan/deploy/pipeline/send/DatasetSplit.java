package io.qahan.deploy.pipeline.send;

import io.qahan.ingest.dataset.Dataset;
import io.qahan.ingest.dataset.LabelledImages;
import java.util.List;
import java.util.Locale;

/** Which images of a data set are streamed. */
public enum DatasetSplit {
  /** Those that a model may have learned from. */
  TRAIN,
  /** Those that are kept apart: by a folder test/, or every tenth, as a training keeps them out. */
  TEST;

  /** The images; there may be none. */
  public LabelledImages of(Dataset dataset) {
    return this == TEST ? dataset.withTest().test() : dataset.train();
  }

  /** What a person should know of the files, a line each. */
  public List<String> notes(Dataset dataset) {
    return this == TEST ? dataset.withTest().notes() : dataset.notes();
  }

  /** For people. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
