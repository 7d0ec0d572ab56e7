package io.qahan.deploy.operate.predictions;

import io.qahan.deploy.operate.release.ServedClasses;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import java.util.Locale;

/**
 * What is shown of one answer; the fields are called as those of {@code GET /predictions/{id}}.
 *
 * @param id of the image
 * @param predicted the class
 * @param className what it is called, or its number where its model is not at hand
 * @param probability of the class, 0 to 1
 * @param solver of the mask
 * @param degraded whether the greedy mask answered at the deadline
 * @param modelVersion content hash of the model; empty if settings say what the model is
 * @param predictedAt when, ISO 8601
 */
record ShownPrediction(
    String id,
    int predicted,
    String className,
    float probability,
    String solver,
    boolean degraded,
    long headVersion,
    String modelVersion,
    String predictedAt) {

  /** Of a sound prediction. */
  static ShownPrediction of(String id, Prediction prediction, ServedClasses classes) {
    int predicted = prediction.getPredicted();
    return new ShownPrediction(
        id,
        predicted,
        classes.nameIn(prediction.getModelVersion(), predicted),
        LittleEndian.floats(prediction.getProbabilities())[predicted],
        prediction.getSolver(),
        prediction.getDegraded(),
        prediction.getHeadVersion(),
        prediction.getModelVersion(),
        prediction.getPredictedAt().toString());
  }

  /** A line for people. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%s  %s  is %s (%.1f %%), head v%d, mask by %s%s",
        predictedAt,
        id,
        className,
        100 * probability,
        headVersion,
        solver,
        degraded ? ", degraded" : "");
  }
}
