package io.qahan.trainer.join;

import java.time.Duration;

/**
 * Tells when a task that starts has read what gathered while it was away. Until then nothing
 * expires: the other half of what waits may stand in the topic, unread. For one thread.
 */
final class CatchUp {
  private static final long IDLE = Duration.ofSeconds(5).toMillis();
  private static final long LONGEST = Duration.ofMinutes(1).toMillis();

  private final long startedAt;
  private long readAt;
  private boolean done;

  CatchUp(long now) {
    this.startedAt = now;
    this.readAt = now;
  }

  /** A record was read. */
  void read(long now) {
    readAt = now;
  }

  /** True for good once five seconds brought no record, or after a minute. */
  boolean isDone(long now) {
    done |= now - readAt >= IDLE || now - startedAt >= LONGEST;
    return done;
  }
}
