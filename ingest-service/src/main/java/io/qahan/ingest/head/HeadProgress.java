package io.qahan.ingest.head;

import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How far a head's training had come when it was published.
 *
 * @param steps optimizer steps so far
 * @param examples labelled examples trained on so far, each once
 * @param corrections how many of them corrected the label of an earlier one
 * @param prequentialLoss mean cross entropy over the examples scored last, before training on them
 * @param prequentialAccuracy share of them classified rightly, 0 to 1
 * @param publishedAt when
 * @param lastDrift the example at which drift was last noticed, counted from 1 as examples are
 */
public record HeadProgress(
    long steps,
    long examples,
    long corrections,
    double prequentialLoss,
    double prequentialAccuracy,
    Instant publishedAt,
    OptionalLong lastDrift) {

  /** Nothing trained yet. */
  public static final HeadProgress NONE =
      new HeadProgress(0, 0, 0, 0, 0, Instant.EPOCH, OptionalLong.empty());

  public HeadProgress {
    if (steps < 0 || examples < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "head steps [%d] and examples [%d] must not be negative",
              steps,
              examples));
    }
    if (corrections < 0 || corrections > examples) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "head corrections [%d] must be from 0 to the examples [%d]",
              corrections,
              examples));
    }
    if (lastDrift.isPresent() && (lastDrift.getAsLong() < 1 || lastDrift.getAsLong() > examples)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "head drift at example [%d] must be from 1 to the examples [%d]",
              lastDrift.getAsLong(),
              examples));
    }
  }
}
