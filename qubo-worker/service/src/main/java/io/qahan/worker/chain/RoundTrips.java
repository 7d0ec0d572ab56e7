package io.qahan.worker.chain;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How long calls took lately, and so what the next will take at most, most probably: nine in ten of
 * the last {@value #KEPT} took no longer. Calls are forgotten after half a minute, so that a bad
 * spell does not keep a service from being tried again. Thread safe.
 */
final class RoundTrips {
  static final int KEPT = 50;

  /** Fewer say nothing. */
  static final int FEWEST = 5;

  static final Duration AGE = Duration.ofSeconds(30);

  private final LongSupplier nanoClock;
  private final Deque<Call> calls = new ArrayDeque<>();

  private record Call(long endedAt, long nanos) {}

  RoundTrips(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** A call took so long, or was given up after it. */
  synchronized void add(Duration took) {
    calls.add(new Call(nanoClock.getAsLong(), took.toNanos()));
    if (calls.size() > KEPT) {
      calls.remove();
    }
  }

  /** What nine in ten calls stayed within; zero if there were too few of late. */
  synchronized Duration usual() {
    long now = nanoClock.getAsLong();
    calls.removeIf(call -> now - call.endedAt > AGE.toNanos());
    if (calls.size() < FEWEST) {
      return Duration.ZERO;
    }
    long[] sorted = calls.stream().mapToLong(Call::nanos).sorted().toArray();
    return Duration.ofNanos(sorted[(9 * sorted.length + 9) / 10 - 1]);
  }
}
