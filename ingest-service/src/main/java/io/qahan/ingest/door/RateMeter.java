package io.qahan.ingest.door;

import java.time.Clock;

/** Events per second over the last ten full seconds. Not thread safe. */
final class RateMeter {
  private static final int SECONDS = 10;

  private final Clock clock;
  private final long[] counts = new long[SECONDS + 1]; // one more for the second that runs
  private long second;

  RateMeter(Clock clock) {
    this.clock = clock;
    this.second = clock.instant().getEpochSecond();
  }

  void mark() {
    advance();
    counts[slot(second)]++;
  }

  double perSecond() {
    advance();
    long sum = 0;
    for (int back = 1; back <= SECONDS; back++) {
      sum += counts[slot(second - back)];
    }
    return (double) sum / SECONDS;
  }

  private void advance() {
    long now = clock.instant().getEpochSecond();
    long steps = Math.min(now - second, counts.length);
    for (long i = 0; i < steps; i++) {
      counts[slot(now - i)] = 0;
    }
    second = Math.max(second, now);
  }

  private int slot(long at) {
    return Math.floorMod(at, counts.length);
  }
}
