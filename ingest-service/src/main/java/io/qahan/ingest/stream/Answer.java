package io.qahan.ingest.stream;

import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.Prediction;

/**
 * The one outcome of an image that could be used.
 *
 * @param prediction for whoever asked
 * @param features for the trainer
 */
record Answer(Prediction prediction, MaskedFeatures features) {}
