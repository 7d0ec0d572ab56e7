package io.qahan.dwave.http;

import dev.failsafe.RetryPolicy;
import io.qahan.dwave.config.RetryOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What is sent again, and after which pause. Thread safe if the random generator is. */
final class RepetitionRules {
  private final RetryOptions retries;
  private final RandomGenerator random;

  RepetitionRules(RetryOptions retries, RandomGenerator random) {
    this.retries = retries;
    this.random = random;
  }

  /** For requests that may be sent again at all. */
  <T> RetryPolicy<T> policy(SapiRequest request) {
    boolean harmless = request.repetition() == SapiRequest.Repetition.HARMLESS;
    return RetryPolicy.<T>builder()
        .handleIf(e -> e instanceof TransientSapiException lost && mayRepeat(lost, harmless))
        .withMaxRetries(retries.total())
        .withDelayFn(context -> pause(context.getAttemptCount() - 1, context.getLastException()))
        .build();
  }

  private boolean mayRepeat(TransientSapiException lost, boolean harmless) {
    if (lost.retryAfter().isPresent() && lost.retryAfter().get().compareTo(retries.max()) > 0) {
      return false; // longer than anyone here should wait: the caller decides
    }
    boolean neverSent = lost.refused() && lost.getCause() instanceof IOException;
    return !(lost instanceof SolverOfflineException) && (harmless || neverSent);
  }

  /**
   * How long to wait before the k-th repetition, from 0: what the server said, or else anything up
   * to the exponential ceiling, so that clients that failed together do not come back together.
   */
  Duration pause(int k, Throwable failure) {
    if (failure instanceof TransientSapiException lost && lost.retryAfter().isPresent()) {
      return lost.retryAfter().get();
    }
    long ceiling = Math.max(1, retries.ceiling(k).toNanos());
    return Duration.ofNanos(random.nextLong(ceiling));
  }
}
