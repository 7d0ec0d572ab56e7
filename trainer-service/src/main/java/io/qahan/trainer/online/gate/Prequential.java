package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.TrainingState;

/**
 * Prequential scores (test, then train): each example is scored by the head in training before that
 * head learns from it. For one thread.
 */
final class Prequential {
  /** Examples that the recent scores look back on. */
  private static final int RECENT = 1000;

  private final Losses recent;
  private long examples;
  private long correct;
  private double lossSum;

  Prequential() {
    this.recent = new Losses(RECENT);
  }

  private Prequential(TrainingState state) {
    this.recent = Losses.of(state.getRecent(), RECENT);
    this.examples = state.getExamples();
    this.correct = state.getCorrect();
    this.lossSum = state.getLossSum();
  }

  static Prequential of(TrainingState state) {
    return new Prequential(state);
  }

  void add(float loss, boolean right) {
    examples++;
    correct += right ? 1 : 0;
    lossSum += loss;
    recent.add(right ? loss : -loss);
  }

  void saveTo(TrainingState.Builder state) {
    state.setExamples(examples);
    state.setCorrect(correct);
    state.setLossSum(lossSum);
    state.setRecent(recent.toBytes());
  }

  PrequentialScores scores() {
    return new PrequentialScores(
        examples,
        examples == 0 ? 0 : lossSum / examples,
        examples == 0 ? 0 : (double) correct / examples,
        recent.mean(),
        recent.shareRight());
  }
}
