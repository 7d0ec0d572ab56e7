package io.qahan.deploy.bench.scale;

import io.qahan.deploy.pipeline.Outcomes;
import io.qahan.schemas.avro.Prediction;
import java.time.Duration;
import java.time.Instant;

/** When the answers of one stream came. Thread safe. */
final class AnswerTimes implements Outcomes.Answers {
  /** An image that waits longer counts as late. */
  static final Duration LATE = Duration.ofSeconds(1);

  private Instant last;
  private Duration longestGap = Duration.ZERO;
  private int late;

  @Override
  public void seen(Prediction prediction, double millis) {
    seen(prediction.getEventTime(), Duration.ofNanos((long) (millis * 1e6)));
  }

  /** The same of an image that was due at some time, and waited for its answer. */
  synchronized void seen(Instant due, Duration waited) {
    Instant visible = due.plus(waited);
    if (last != null && Duration.between(last, visible).compareTo(longestGap) > 0) {
      longestGap = Duration.between(last, visible);
    }
    last = visible;
    late += waited.compareTo(LATE) > 0 ? 1 : 0;
  }

  /** The longest time between two answers that came one after the other. */
  synchronized Duration longestGap() {
    return longestGap;
  }

  /** How many images were answered more than {@link #LATE} after they were due. */
  synchronized int late() {
    return late;
  }
}
