package io.qahan.deploy.operate.compare;

import io.qahan.schemas.avro.Prediction;

/**
 * What a comparison keeps of one answer.
 *
 * @param predicted class
 * @param energy of its mask
 * @param millis from the image's arrival to its answer
 */
record Answer(int predicted, double energy, double millis, boolean degraded) {
  static Answer of(Prediction prediction) {
    return new Answer(
        prediction.getPredicted(),
        prediction.getEnergy(),
        prediction.getStageMillis().getOrDefault("total", Double.NaN),
        prediction.getDegraded());
  }
}
