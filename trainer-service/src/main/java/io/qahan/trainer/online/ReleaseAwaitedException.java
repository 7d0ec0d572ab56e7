package io.qahan.trainer.online;

import java.time.Instant;

/** The file of a release cannot be fetched now: whoever needs it holds its place and asks again. */
final class ReleaseAwaitedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Instant again;

  /**
   * @param again by the steady clock
   */
  ReleaseAwaitedException(String message, Instant again) {
    super(message);
    this.again = again;
  }

  /** Before then the answer is the same. */
  Instant again() {
    return again;
  }
}
