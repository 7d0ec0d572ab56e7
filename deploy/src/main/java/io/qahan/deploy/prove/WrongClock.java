package io.qahan.deploy.prove;

import io.qahan.deploy.pipeline.send.StreamClock;
import java.time.Duration;
import java.time.Instant;

/**
 * The clock of a sender that keeps time, and may be told to write another time into its records.
 * Thread safe.
 */
final class WrongClock implements StreamClock {
  private volatile Duration off = Duration.ZERO;

  /** How far what is written is ahead from now on; negative: behind. */
  void off(Duration by) {
    off = by;
  }

  @Override
  public Instant now() {
    return StreamClock.SYSTEM.now();
  }

  @Override
  public Instant written(Instant time) {
    return time.plus(off);
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    StreamClock.SYSTEM.sleep(nanos);
  }
}
