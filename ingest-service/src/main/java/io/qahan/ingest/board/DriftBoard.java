package io.qahan.ingest.board;

import io.qahan.schemas.avro.DriftState;
import io.qahan.schemas.avro.RecoveryState;
import io.qahan.schemas.avro.TrainingState;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a trainer's states tell of drift: which test looks for it, when it last found some, and what
 * the trainer did then. States are read when heads are published, so this is as new as the newest
 * head. Thread safe.
 */
public final class DriftBoard implements Consumer<TrainingState> {
  /** What the training was seen to do about drift. */
  public enum Answer {
    /** It learns faster for a while. */
    BOOST,
    /** It began a new head. */
    RESTART
  }

  /**
   * As the newest state has it.
   *
   * @param detector {@code adwin} or {@code page-hinkley}; null where no test looks for drift
   * @param watched labelled images that the test has seen since it began, or began anew
   * @param alarm the labelled example at which drift was last noticed, counted from 1; null for
   *     never
   * @param answer what the training was seen to do then; null for nothing, and if that was before
   *     the first state that was read here
   * @param boostLeft steps that it is yet to learn faster
   * @param recovering whether answers have yet to be as good again as before
   * @param before share of right answers before the alarm; null without an alarm
   * @param since labelled images since the alarm; 0 once answers are as good again
   */
  public record Watch(
      String detector,
      long watched,
      Long alarm,
      Answer answer,
      int boostLeft,
      boolean recovering,
      Double before,
      long since) {}

  private Watch watch;
  private long stepsBeforeAdam;

  DriftBoard() {}

  @Override
  public synchronized void accept(TrainingState state) {
    DriftState test = state.getDrift();
    RecoveryState recovery = state.getRecovery();
    boolean isRecovering = recovery != null && recovery.getAlarmed();
    Long alarm = state.getLastDrift();
    watch =
        new Watch(
            test == null ? null : test.getDetector(),
            test == null ? 0 : test.getExamples(),
            alarm,
            alarm == null ? null : answer(state),
            state.getBoostLeft(),
            isRecovering,
            alarm == null || recovery == null || !Double.isFinite(recovery.getBefore())
                ? null
                : recovery.getBefore(),
            isRecovering ? recovery.getSince() : 0);
    stepsBeforeAdam = state.getSteps() - state.getAdamSteps();
  }

  /** No state names it; but a boost is counted down, and a new head has a new optimizer. */
  private Answer answer(TrainingState state) {
    if (state.getBoostLeft() > 0) {
      return Answer.BOOST;
    }
    if (watch == null) {
      return null;
    }
    if (Objects.equals(watch.alarm(), state.getLastDrift())) {
      return watch.answer();
    }
    return state.getSteps() - state.getAdamSteps() > stepsBeforeAdam ? Answer.RESTART : null;
  }

  /** What is known; empty before a state was read, and where nobody trains. */
  public synchronized Optional<Watch> watch() {
    return Optional.ofNullable(watch);
  }
}
