package io.qahan.ingest.inference;

import io.javalin.http.HttpStatus;
import io.qahan.ingest.door.ImageDoor;
import io.qahan.ingest.http.HttpFault;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import java.util.BitSet;
import java.util.Optional;

/**
 * What one image of a request gets. A client that looks at the class alone cannot take an image
 * without an answer for a classified one: its class is -1, without a name.
 *
 * @param id of the image
 * @param state answered, degraded, pending, refused or failed
 * @param prediction if there is one of the model that was asked
 * @param fault why there is none
 */
record ImageAnswer(
    String id, String state, Optional<Prediction> prediction, Optional<HttpFault> fault) {

  /** What became of an image that is given to the model. */
  static ImageAnswer of(String id, ImageDoor.Outcome outcome, ImageModel model) {
    if (outcome instanceof ImageDoor.Failed failed) {
      return without(id, failed.fault());
    }
    if (outcome instanceof ImageDoor.Answered answered) {
      Prediction prediction = answered.prediction();
      if (!isOf(model, prediction)) {
        return without(
            id,
            new HttpFault(
                HttpStatus.SERVICE_UNAVAILABLE,
                "other-version",
                "Version [%s] of the model answered.".formatted(versionOf(prediction)),
                "GET /predictions/%s has the answer.".formatted(id)));
      }
      String state = prediction.getDegraded() ? "degraded" : "answered";
      return new ImageAnswer(id, state, Optional.of(prediction), Optional.empty());
    }
    return new ImageAnswer(
        id,
        "pending",
        Optional.empty(),
        Optional.of(
            new HttpFault(
                HttpStatus.SERVICE_UNAVAILABLE,
                "no-prediction-yet",
                "The image is in Kafka, and its prediction took longer than you wait.",
                "Ask GET /predictions/%s.".formatted(id))));
  }

  /** An image that never came to the model, or got lost on the way. */
  static ImageAnswer without(String id, HttpFault fault) {
    String state = fault.status() == HttpStatus.SERVICE_UNAVAILABLE ? "failed" : "refused";
    return new ImageAnswer(id, state, Optional.empty(), Optional.of(fault));
  }

  int classIndex() {
    return prediction.map(Prediction::getPredicted).orElse(-1);
  }

  /** One a class; zeros without an answer. */
  float[] probabilities(int classes) {
    return prediction
        .map(answer -> LittleEndian.floats(answer.getProbabilities()))
        .orElseGet(() -> new float[classes]);
  }

  /** The kept blocks; none without an answer. */
  BitSet mask() {
    return prediction.map(p -> BitSet.valueOf(p.getMask().duplicate())).orElseGet(BitSet::new);
  }

  /** Empty if there is an answer. */
  String error() {
    return fault.map(f -> f.getMessage() + " " + f.advice()).orElse("");
  }

  private static boolean isOf(ImageModel model, Prediction prediction) {
    return prediction.getModelVersion().equals(model.version())
        && prediction.getConvVersion().equals(model.convVersion())
        && prediction.getProbabilities().remaining() == Float.BYTES * model.classes().size();
  }

  private static String versionOf(Prediction prediction) {
    return prediction.getModelVersion().isEmpty()
        ? prediction.getConvVersion()
        : prediction.getModelVersion();
  }
}
