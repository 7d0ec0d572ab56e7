package io.qahan.ingest.board;

import io.qahan.schemas.avro.DriftState;
import io.qahan.schemas.avro.RecoveryState;
import io.qahan.schemas.avro.TrainingState;
import java.nio.ByteBuffer;
import java.util.List;

/** States of a trainer, as far as the board reads them. */
public final class TrainedStates {
  private TrainedStates() {}

  /** One whose test has noticed nothing. */
  public static TrainingState calm(long steps) {
    TrainingState state = new TrainingState();
    state.put("steps", steps);
    state.put("adamSteps", steps);
    state.put("drift", new DriftState("adwin", 900L, 0L, 0.0, 0.0, 0.0, List.of(), List.of()));
    state.put("recovery", recovery(false, 0));
    return state;
  }

  /** One that noticed drift at an example, and has some boosted steps left. */
  public static TrainingState alarmed(long example, int boostLeft) {
    TrainingState state = calm(40);
    state.put("lastDrift", example);
    state.put("boostLeft", boostLeft);
    state.put("recovery", recovery(true, 60));
    return state;
  }

  static RecoveryState recovery(boolean alarmed, long since) {
    return new RecoveryState(
        ByteBuffer.allocate(0), 0, alarmed, "image", 0.97, since, 1_000L, false);
  }
}
