package io.qahan.ingest.stream;

import java.util.Locale;

/**
 * The stages of the pipeline, as {@code Prediction.stageMillis} and the stage metric name them.
 * {@link #TOTAL} runs from the image's arrival at ingest to its answer.
 */
public enum Stage {
  DECODE,
  CONV,
  GREEDY,
  /** From the mask request's creation to the start of its solve, as the worker saw it. */
  QUEUE,
  /** As the worker measured it. */
  SOLVE,
  CLASSIFY,
  TOTAL;

  private final String slug = name().toLowerCase(Locale.ROOT);

  public String slug() {
    return slug;
  }
}
