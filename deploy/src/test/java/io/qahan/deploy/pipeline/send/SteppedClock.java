package io.qahan.deploy.pipeline.send;

import java.time.Instant;

/** Time that begins in 1970 and passes only while somebody sleeps. */
public final class SteppedClock implements StreamClock {
  private Instant now = Instant.EPOCH;

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void sleep(long nanos) {
    now = now.plusNanos(nanos);
  }
}
