package io.qahan.dwave.sampler;

import java.time.Duration;

/** Told how problems end, on a thread of the client. Thread safe. */
@FunctionalInterface
public interface CallListener {
  /** An answer came. */
  void answered(QpuCall call);

  /** Nobody waited any longer, so long after the problem was sent. */
  default void givenUp(Duration after) {}
}
