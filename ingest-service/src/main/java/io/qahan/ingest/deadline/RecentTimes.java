package io.qahan.ingest.deadline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What to expect of a time that is measured again and again: the 99th percentile of the last
 * minute, or of the last thousand; a guess after a minute without any. Times are in milliseconds of
 * one steady clock. Thread safe.
 */
final class RecentTimes {
  private static final int KEPT = 1024;
  private static final long FORGOTTEN_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final long REFRESHED_MILLIS = 250;
  private static final double QUANTILE = 0.99;

  private record Took(long at, long millis) {}

  private final Deque<Took> recent = new ArrayDeque<>();
  private final long guess;
  private long refreshedAt;
  private volatile long expected;
  private volatile long addedAt;

  /**
   * @param guess what to expect where nothing is known
   */
  RecentTimes(long now, long guess) {
    this.guess = guess;
    this.expected = guess;
    this.addedAt = now;
    this.refreshedAt = now - REFRESHED_MILLIS;
  }

  /** What is to be expected; looked at four times a second. */
  long expected(long now) {
    return now - addedAt > FORGOTTEN_MILLIS ? guess : expected;
  }

  /** So much was measured now. */
  void add(long now, List<Long> millis) {
    if (!millis.isEmpty()) {
      keep(now, millis);
    }
  }

  private synchronized void keep(long now, List<Long> millis) {
    addedAt = now;
    millis.forEach(one -> recent.addLast(new Took(now, one)));
    while (recent.size() > KEPT || now - recent.peekFirst().at > FORGOTTEN_MILLIS) {
      recent.removeFirst();
    }
    if (now - refreshedAt >= REFRESHED_MILLIS) {
      refreshedAt = now;
      long[] sorted = recent.stream().mapToLong(Took::millis).sorted().toArray();
      expected = sorted[(int) Math.ceil(QUANTILE * sorted.length) - 1];
    }
  }
}
