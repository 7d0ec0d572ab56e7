package io.qahan.trainer.join.kept;

import java.time.Duration;

/**
 * The time by which the join waits and remembers. It goes on from what is written down beside the
 * state, with the monotonic clock, while a task runs: a wall clock that steps, or that was wrong at
 * a start, neither expires what waits nor keeps it for ever. Downtime does not count. For one task.
 */
public final class JoinTime {
  /** How often it is written down: what a restart sets it back by at most. */
  static final Duration MARKED = Duration.ofSeconds(30);

  private final JoinStores stores;
  private final long base;
  private final long startedAt;
  private long markedAt;

  /**
   * Goes on where the stores are.
   *
   * @param now in steady milliseconds
   * @param wall epoch milliseconds, where the time of new stores begins
   */
  public JoinTime(JoinStores stores, long now, long wall) {
    this.stores = stores;
    this.startedAt = now;
    this.base = stores.time().orElse(wall);
    this.markedAt = base;
    if (stores.time().isEmpty()) {
      stores.time(base);
    }
  }

  /** The time of the join at {@code now}, in steady milliseconds. */
  public long at(long now) {
    return base + Math.max(0, now - startedAt);
  }

  /** Writes the time down, if it is long enough ago that it was. */
  public void mark(long now) {
    long time = at(now);
    if (time - markedAt >= MARKED.toMillis()) {
      stores.time(time);
      markedAt = time;
    }
  }
}
