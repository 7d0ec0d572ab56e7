package io.qahan.schemas.clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The broker's clock, as far as a process can know it: from acknowledgements of records of its own
 * in topics whose times the broker writes. The time of such a record lies between its sending and
 * its acknowledgement, both taken from the monotonic clock; the pair that is closest together tells
 * most. This host's wall clock has no part in it. A broker's clock that jumps is followed at once.
 *
 * <p>Of several brokers whose clocks differ it knows an arbitrary one. Thread safe.
 */
public final class BrokerClock {
  private static final int KEPT = 64;
  private static final long OLDEST_NANOS = Duration.ofMinutes(5).toNanos(); // clocks drift

  /** Apart by more than this, two records cannot have been told the time by the same clock. */
  private static final long JUMP_MILLIS = 100;

  /** Bounds of the broker's milliseconds less the monotonic clock's. */
  private record Bounds(long low, long high, long takenNanos) {
    long width() {
      return high - low;
    }

    boolean contradicts(Bounds other) {
      return low > other.high + JUMP_MILLIS || high < other.low - JUMP_MILLIS;
    }
  }

  private final Deque<Bounds> recent = new ArrayDeque<>();
  private Bounds best;

  /**
   * A record was acknowledged.
   *
   * @param sentNanos when it was sent, by {@link System#nanoTime}
   * @param acknowledgedNanos when its acknowledgement came, by the same
   * @param appendedAt what the broker says of when it was appended, epoch milliseconds
   */
  public synchronized void appended(long sentNanos, long acknowledgedNanos, long appendedAt) {
    Bounds bounds =
        new Bounds(
            appendedAt - millis(acknowledgedNanos),
            appendedAt + 1 - millis(sentNanos),
            acknowledgedNanos);
    if (best != null && bounds.contradicts(best)) {
      recent.clear();
    }
    recent.addLast(bounds);
    while (recent.size() > KEPT
        || acknowledgedNanos - recent.peekFirst().takenNanos > OLDEST_NANOS) {
      recent.removeFirst();
    }
    best = recent.stream().min(Comparator.comparingLong(Bounds::width)).orElseThrow();
  }

  /** The broker's epoch milliseconds at a time of {@link System#nanoTime}; empty if not known. */
  public synchronized OptionalLong millisAt(long nanos) {
    return best == null
        ? OptionalLong.empty()
        : OptionalLong.of(best.low + best.width() / 2 + millis(nanos));
  }

  /** Shows how far the broker's clock is ahead of this host's, as {@code qahan.clock.offset}. */
  public void bindTo(MeterRegistry registry) {
    Metric.CLOCK_OFFSET.gauge(registry, this::secondsAhead);
  }

  /** How far the broker's clock is ahead of this host's, seconds; NaN if not known. */
  public double secondsAhead() {
    OptionalLong broker = millisAt(System.nanoTime());
    return broker.isEmpty() ? Double.NaN : (broker.getAsLong() - System.currentTimeMillis()) / 1e3;
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
