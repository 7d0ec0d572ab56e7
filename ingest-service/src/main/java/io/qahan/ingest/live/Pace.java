package io.qahan.ingest.live;

import java.time.Duration;

/** Says when it is time again. Not thread safe. */
final class Pace {
  private final long interval;
  private long next = Long.MIN_VALUE;

  Pace(Duration interval) {
    this.interval = interval.toNanos();
  }

  /** Whether the interval has passed since it last said so; at first it has. */
  boolean due(long nanos) {
    if (next != Long.MIN_VALUE && nanos - next < 0) {
      return false;
    }
    next = nanos + interval;
    return true;
  }
}
