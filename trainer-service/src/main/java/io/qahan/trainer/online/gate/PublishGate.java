package io.qahan.trainer.online.gate;

import io.qahan.schemas.avro.TrainingState;

/**
 * Lets a head out only if it is no worse than the live one on the newest examples, which both
 * scored before either had learned from them. Decided by counts, never by clocks, so that a replay
 * publishes the same heads. For one thread.
 */
final class PublishGate {
  /** Examples to look back on. */
  private static final int WINDOW = 256;

  private final Losses candidate;
  private final Losses live;

  PublishGate() {
    this.candidate = new Losses(WINDOW);
    this.live = new Losses(WINDOW);
  }

  private PublishGate(TrainingState state) {
    this.candidate = Losses.of(state.getCandidateWindow(), WINDOW);
    this.live = Losses.of(state.getLiveWindow(), WINDOW);
  }

  static PublishGate of(TrainingState state) {
    return new PublishGate(state);
  }

  void add(float candidateLoss, float liveLoss) {
    candidate.add(candidateLoss);
    live.add(liveLoss);
  }

  /** Whether the head in training may replace the live one. */
  boolean isOpen() {
    return candidate.size() > 0 && candidate.mean() <= live.mean();
  }

  /** Forgets all scores: they were of another live head. */
  void liveHeadChanged() {
    candidate.clear();
    live.clear();
  }

  void saveTo(TrainingState.Builder state) {
    state.setCandidateWindow(candidate.toBytes());
    state.setLiveWindow(live.toBytes());
  }
}
