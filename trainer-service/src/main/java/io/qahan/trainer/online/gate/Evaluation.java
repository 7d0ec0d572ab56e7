package io.qahan.trainer.online.gate;

import io.qahan.ingest.head.HeadProgress;
import io.qahan.schemas.avro.TrainingState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * How the head in training does on the examples as they come: its prequential scores, and the test
 * of its losses for drift. For one thread.
 */
public final class Evaluation {
  private final Prequential prequential;
  private final PageHinkley driftTest;
  private OptionalLong lastDrift;

  private Evaluation(Prequential prequential, PageHinkley driftTest, OptionalLong lastDrift) {
    this.prequential = prequential;
    this.driftTest = driftTest;
    this.lastDrift = lastDrift;
  }

  /** Of a head that has seen no example. */
  public Evaluation(DriftOptions options) {
    this(new Prequential(), new PageHinkley(options), OptionalLong.empty());
  }

  /** Goes on from a state. */
  public static Evaluation of(TrainingState state, DriftOptions options) {
    Long lastDrift = state.getLastDrift();
    return new Evaluation(
        Prequential.of(state),
        PageHinkley.of(state, options),
        lastDrift == null ? OptionalLong.empty() : OptionalLong.of(lastDrift));
  }

  public void saveTo(TrainingState.Builder state) {
    prequential.saveTo(state);
    driftTest.saveTo(state);
    state.setLastDrift(lastDrift.isPresent() ? lastDrift.getAsLong() : null);
  }

  /**
   * Takes the next example, which the head has not learned from yet.
   *
   * @param loss in nats, finite
   * @return whether drift was noticed at it
   */
  public boolean add(float loss, boolean right) {
    prequential.add(loss, right);
    boolean drift = driftTest.add(loss);
    if (drift) {
      lastDrift = OptionalLong.of(prequential.scores().examples());
    }
    return drift;
  }

  /** The example at which drift was last noticed, counted from 1 over the whole training. */
  public OptionalLong lastDrift() {
    return lastDrift;
  }

  /** The weights are others from now on: losses before and after make no drift. */
  public void weightsReplaced() {
    driftTest.reset();
  }

  public PrequentialScores scores() {
    return prequential.scores();
  }

  /** How near drift is, in nats: it is noticed above {@link DriftOptions#lambda}. */
  public double driftStatistic() {
    return driftTest.statistic();
  }

  /** What a head that is published at {@code now}, after so many steps, tells of itself. */
  public HeadProgress progress(long steps, Instant now) {
    PrequentialScores scores = prequential.scores();
    return new HeadProgress(
        steps,
        scores.examples(),
        scores.recentLoss(),
        scores.recentAccuracy(),
        now.truncatedTo(ChronoUnit.MILLIS),
        lastDrift);
  }
}
