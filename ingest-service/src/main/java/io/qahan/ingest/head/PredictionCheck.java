package io.qahan.ingest.head;

import io.qahan.schemas.avro.Prediction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a prediction can be one that ingest made. The topic is read by pages and commands, and
 * whoever may write to it may write anything. Times are not judged: an image's is its sender's.
 */
public final class PredictionCheck {
  private static final int MOST_CLASSES = 100_000;
  private static final int MOST_BLOCKS = 1 << 24;
  private static final int LONGEST = 1_000;

  private PredictionCheck() {}

  /** Says what contradicts itself or is beyond bounds; empty if it is sound. */
  public static Optional<String> faultOf(Prediction prediction) {
    int bytes = prediction.getProbabilities().remaining();
    int classes = bytes / Float.BYTES;
    if (bytes % Float.BYTES != 0 || classes < 1 || classes > MOST_CLASSES) {
      return fault("[%d] bytes of probabilities", bytes);
    }
    if (prediction.getPredicted() < 0 || prediction.getPredicted() >= classes) {
      return fault("class [%d] of %d", prediction.getPredicted(), classes);
    }
    if (prediction.getHeadVersion() < 0) {
      return fault("head version [%d]", prediction.getHeadVersion());
    }
    List<Integer> shape = prediction.getMaskShape();
    if (shape.size() != 2
        || shape.get(0) < 1
        || shape.get(1) < 1
        || (long) shape.get(0) * shape.get(1) > MOST_BLOCKS) {
      return fault("mask shape %s", shape.size() > 2 ? "of " + shape.size() : shape);
    }
    int blocks = shape.get(0) * shape.get(1);
    if (prediction.getMask().remaining() != (blocks + 7) / 8) {
      return fault("[%d] bytes of a mask of %d blocks", prediction.getMask().remaining(), blocks);
    }
    return faultOfRest(prediction);
  }

  private static Optional<String> faultOfRest(Prediction prediction) {
    double bound = prediction.getLowerBound() == null ? 0 : prediction.getLowerBound();
    for (double energy :
        new double[] {prediction.getEnergy(), prediction.getGreedyEnergy(), bound}) {
      if (!Double.isFinite(energy)) {
        return fault("an energy of [%s]", energy);
      }
    }
    for (String text :
        List.of(prediction.getSolver(), prediction.getHeadHash(), prediction.getConvVersion())) {
      if (text.length() > LONGEST) {
        return fault("a name of [%d] characters", text.length());
      }
    }
    Map<String, Double> stages = prediction.getStageMillis();
    if (stages.size() > LONGEST) {
      return fault("[%d] stages", stages.size());
    }
    for (Map.Entry<String, Double> stage : stages.entrySet()) {
      if (!Double.isFinite(stage.getValue()) || stage.getKey().length() > LONGEST) {
        return fault("[%s] ms in a stage", stage.getValue());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> fault(String message, Object... values) {
    return Optional.of("it has " + String.format(Locale.ROOT, message, values));
  }
}
