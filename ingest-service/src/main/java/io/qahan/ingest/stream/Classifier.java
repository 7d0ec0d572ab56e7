package io.qahan.ingest.stream;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.ServedPrediction;
import io.qahan.schemas.codec.LittleEndian;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Classifies masked features with the head that is live at that moment. Thread safe. */
final class Classifier {
  /**
   * The one outcome of an image that could be used.
   *
   * @param prediction for whoever asked
   * @param features for the trainer
   */
  record Answer(Prediction prediction, MaskedFeatures features) {}

  /**
   * The times of one answer.
   *
   * @param answeredAt by this host's wall clock, to be shown
   * @param waited since the image's arrival, measured
   * @param deadlineMet whether it was made early enough
   */
  record Times(Instant answeredAt, Duration waited, boolean deadlineMet) {}

  private final ServingModels models;
  private final LongSupplier nanoTime;

  Classifier(ServingModels models, LongSupplier nanoTime) {
    this.models = models;
    this.nanoTime = nanoTime;
  }

  /** Answers one image. */
  Answer answer(PendingImage pending, SolvedMask mask, Times times) {
    Head head = headFor(pending, mask.features().size());
    long start = nanoTime.getAsLong();
    float[] probabilities = head.probabilities(mask.features());
    int predicted = mostProbable(probabilities);
    Map<String, Double> stages = new HashMap<>(pending.getStageMillis());
    stages.putAll(mask.stageMillis());
    stages.put(Stage.CLASSIFY.slug(), (nanoTime.getAsLong() - start) / 1e6);
    stages.put(Stage.TOTAL.slug(), times.waited().toNanos() / 1e6);
    ByteBuffer bytes = LittleEndian.floats(probabilities);
    return new Answer(
        prediction(pending, mask, times, head, predicted, bytes, stages),
        new MaskedFeatures(
            mask.features().toRecord(),
            mask.attentionEnergy(),
            mask.solver(),
            mask.degraded(),
            pending.getConvVersion(),
            Instant.ofEpochMilli(pending.getEventTime()),
            new ServedPrediction(head.version(), predicted, bytes.duplicate()),
            pending.getModelVersion(),
            pending.getModelRelease()));
  }

  private static Prediction prediction(
      PendingImage pending,
      SolvedMask mask,
      Times times,
      Head head,
      int predicted,
      ByteBuffer probabilities,
      Map<String, Double> stages) {
    return new Prediction(
        predicted,
        probabilities,
        head.version(),
        head.sha256(),
        pending.getConvVersion(),
        mask.mask().duplicate(),
        List.of(pending.getGridRows(), pending.getGridColumns()),
        mask.solver(),
        mask.outcome(),
        mask.energy(),
        pending.getGreedyEnergy(),
        mask.lowerBound(),
        mask.degraded(),
        times.deadlineMet(),
        Instant.ofEpochMilli(pending.getEventTime()),
        times.answeredAt(),
        stages,
        pending.getModelVersion());
  }

  /**
   * The head of the version that took the image in. Where that is not known any more, because a
   * restart changed the model under it, the untrained one says so honestly.
   */
  private Head headFor(PendingImage pending, int inputs) {
    return models
        .headFor(pending.getModelVersion(), pending.getConvVersion(), inputs)
        .orElseGet(
            () ->
                Head.untrained(
                    new HeadShape(
                        models.current().model().classes().size(),
                        inputs,
                        pending.getConvVersion(),
                        pending.getModelVersion())));
  }

  private static int mostProbable(float[] probabilities) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      if (probabilities[c] > probabilities[best]) {
        best = c;
      }
    }
    return best;
  }
}
