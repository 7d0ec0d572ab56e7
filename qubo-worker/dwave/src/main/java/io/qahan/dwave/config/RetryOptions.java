package io.qahan.dwave.config;

import java.time.Duration;

/**
 * How often what is safe to repeat is repeated. The pause before the k-th repetition is drawn
 * between 0 and {@code factor * 2^k}, at most {@code max}, unless the server says how long to wait.
 *
 * @param total repetitions
 * @param factor of the pause
 * @param max longest pause
 */
public record RetryOptions(int total, Duration factor, Duration max) {

  /** Ten repetitions from half a second on: Ocean's ten milliseconds drown a starved network. */
  public static RetryOptions defaults() {
    return new RetryOptions(10, Duration.ofMillis(500), Duration.ofSeconds(60));
  }

  /** The longest pause before the k-th repetition, from 0. */
  public Duration ceiling(int k) {
    double nanos = factor.toNanos() * Math.pow(2, k);
    return nanos < max.toNanos() ? Duration.ofNanos((long) nanos) : max;
  }
}
