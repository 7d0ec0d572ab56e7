package io.qahan.trainer.online.log;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.trainer.online.gate.Evaluation;
import io.qahan.trainer.online.gate.RetrainRule;
import io.qahan.trainer.online.gate.ScoredImages;
import io.qahan.trainer.online.gate.ServingHead;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a training state can be one that a trainer wrote. One that cannot is passed over, so that
 * the one before it is gone on from.
 */
public final class StateCheck {
  private StateCheck() {}

  /** Says what contradicts itself; empty if it is sound. */
  public static Optional<String> faultOf(TrainingState state) {
    if (state.getNextOffset() < 0 || state.getControlOffset() < 0) {
      return fault("offsets [%d] and [%d]", state.getNextOffset(), state.getControlOffset());
    }
    if (state.getSteps() < 0 || state.getAdamSteps() < 0 || state.getExamples() < 0) {
      return fault(
          "[%d] steps, [%d] of Adam's, [%d] examples",
          state.getSteps(), state.getAdamSteps(), state.getExamples());
    }
    if (state.getCorrections() < 0 || state.getCorrections() > state.getExamples()) {
      return fault(
          "[%d] corrections among [%d] examples", state.getCorrections(), state.getExamples());
    }
    if (state.getBoostLeft() < 0) {
      return fault("[%d] steps left of a boost", state.getBoostLeft());
    }
    if (!(state.getFeatureScale() >= 0) || Double.isInfinite(state.getFeatureScale())) {
      return fault("a feature scale of [%s]", state.getFeatureScale());
    }
    try {
      List<Integer> dimensions = state.getShape();
      if (dimensions.size() != 2) {
        return fault("[%d] dimensions", dimensions.size());
      }
      HeadShape shape =
          new HeadShape(
              dimensions.get(0),
              dimensions.get(1),
              state.getConvVersion(),
              state.getModelVersion());
      Head live = Head.of(state.getLive());
      if (!live.shape().equals(shape)) {
        return fault("weights of %s, but a live head of %s", shape, live.shape());
      }
      for (ByteBuffer values :
          List.of(state.getWeights(), state.getFirstMoment(), state.getSecondMoment())) {
        if (values.remaining() != (long) Float.BYTES * shape.weights()) {
          return fault("[%d] bytes where %s takes another number", values.remaining(), shape);
        }
        for (float value : LittleEndian.floats(values)) {
          if (!Float.isFinite(value)) {
            return fault("a weight or moment of [%s]", value);
          }
        }
      }
      return ScoredImages.faultOf(state)
          .or(() -> RetrainRule.faultOf(state))
          .or(() -> Evaluation.faultOfDrift(state))
          .or(() -> ServingHead.faultOf(state))
          .map(fault -> "it has " + fault);
    } catch (HeadRefusedException | IllegalArgumentException | ArithmeticException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> fault(String message, Object... values) {
    return Optional.of("it has " + String.format(Locale.ROOT, message, values));
  }
}
