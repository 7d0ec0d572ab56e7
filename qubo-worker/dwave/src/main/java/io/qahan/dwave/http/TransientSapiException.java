package io.qahan.dwave.http;

import java.time.Duration;
import java.util.Optional;

/** Try again later: the network or the server is unwell, or the server wants fewer requests. */
public non-sealed class TransientSapiException extends SapiException {
  private static final long serialVersionUID = 1L;

  private final boolean refused;
  private final transient Duration retryAfter;

  /**
   * A failure that may pass.
   *
   * @param refused whether the request certainly had no effect
   * @param retryAfter how long the server wants to be left alone, null if it did not say
   */
  public TransientSapiException(
      String message, boolean refused, Duration retryAfter, Throwable cause) {
    super(message, cause);
    this.refused = refused;
    this.retryAfter = retryAfter;
  }

  /** Whether the request certainly had no effect: it was never sent, or was turned away. */
  public boolean refused() {
    return refused;
  }

  /** How long the server wants to be left alone. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
