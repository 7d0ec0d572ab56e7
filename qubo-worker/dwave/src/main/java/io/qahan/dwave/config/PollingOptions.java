package io.qahan.dwave.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How the client learns that a problem is solved.
 *
 * @param strategy long polling, or asking again with growing pauses
 * @param backoffMin first pause
 * @param backoffMax longest pause
 * @param backoffBase what each pause is multiplied by for the next
 * @param waitTime how long the server may hold a long poll, in whole seconds; at most 30 are sent
 * @param pause between two long polls
 * @param timeout after which a problem is given up, counted from its submission; none by default
 */
public record PollingOptions(
    Strategy strategy,
    Duration backoffMin,
    Duration backoffMax,
    double backoffBase,
    Duration waitTime,
    Duration pause,
    Optional<Duration> timeout) {

  /** The two ways. */
  public enum Strategy {
    LONG_POLLING,
    BACKOFF
  }

  /** Ocean's defaults. */
  public static PollingOptions defaults() {
    return new PollingOptions(
        Strategy.LONG_POLLING,
        Duration.ofMillis(50),
        Duration.ofSeconds(60),
        1.3,
        Duration.ofSeconds(30),
        Duration.ZERO,
        Optional.empty());
  }

  /** The pause before the k-th question, from 0: min * base^k, at most max. */
  public Duration backoff(int k) {
    double nanos = backoffMin.toNanos() * Math.pow(backoffBase, k);
    return nanos < backoffMax.toNanos() ? Duration.ofNanos(Math.round(nanos)) : backoffMax;
  }
}
