package io.qahan.trainer.online.gate;

import io.qahan.ingest.head.HeadProgress;
import io.qahan.schemas.avro.TrainingState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * How the head in training does on the examples as they come, each scored before the head learns
 * from it (test, then train): its prequential scores, and the test of its losses for drift. For one
 * thread.
 */
public final class Evaluation {
  /** Examples that the recent scores look back on. */
  private static final int RECENT = 1000;

  private final Losses recent;
  private final PageHinkley driftTest;
  private long examples;
  private long correct;
  private double lossSum;
  private OptionalLong lastDrift;

  private Evaluation(Losses recent, PageHinkley driftTest, OptionalLong lastDrift) {
    this.recent = recent;
    this.driftTest = driftTest;
    this.lastDrift = lastDrift;
  }

  /** Of a head that has seen no example. */
  public Evaluation(DriftOptions options) {
    this(new Losses(RECENT), new PageHinkley(options), OptionalLong.empty());
  }

  /** Goes on from a state. */
  public static Evaluation of(TrainingState state, DriftOptions options) {
    Long lastDrift = state.getLastDrift();
    Evaluation evaluation =
        new Evaluation(
            Losses.of(state.getRecent(), RECENT),
            PageHinkley.of(state, options),
            lastDrift == null ? OptionalLong.empty() : OptionalLong.of(lastDrift));
    evaluation.examples = state.getExamples();
    evaluation.correct = state.getCorrect();
    evaluation.lossSum = state.getLossSum();
    return evaluation;
  }

  /** Adds all of it to a state. */
  public void saveTo(TrainingState.Builder state) {
    state.setExamples(examples);
    state.setCorrect(correct);
    state.setLossSum(lossSum);
    state.setRecent(recent.toBytes());
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
    examples++;
    correct += right ? 1 : 0;
    lossSum += loss;
    recent.add(right ? loss : -loss);
    boolean drift = driftTest.add(loss);
    if (drift) {
      lastDrift = OptionalLong.of(examples);
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

  /** The model is another from now on: what was recent says nothing of it. */
  public void modelReplaced() {
    recent.clear();
    driftTest.reset();
  }

  /** How the head has done so far. */
  public PrequentialScores scores() {
    return new PrequentialScores(
        examples,
        examples == 0 ? 0 : lossSum / examples,
        examples == 0 ? 0 : (double) correct / examples,
        recent.mean(),
        recent.shareRight());
  }

  /** How near drift is, in nats: it is noticed above {@link DriftOptions#lambda}. */
  public double driftStatistic() {
    return driftTest.statistic();
  }

  /** What a head that is published at {@code now}, after so many steps, tells of itself. */
  public HeadProgress progress(long steps, Instant now) {
    return new HeadProgress(
        steps,
        examples,
        recent.mean(),
        recent.shareRight(),
        now.truncatedTo(ChronoUnit.MILLIS),
        lastDrift);
  }
}
