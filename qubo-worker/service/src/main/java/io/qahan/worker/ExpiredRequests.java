package io.qahan.worker;

import io.qahan.worker.source.Task;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of requests that ran out of time: the first one at once, then how many there were, every
 * ten seconds at most. Thread safe.
 */
final class ExpiredRequests {
  private static final Logger log = LoggerFactory.getLogger(ExpiredRequests.class);
  private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final LongSupplier nanoTime;
  private long toldNanos;
  private long untold;
  private boolean told;

  ExpiredRequests(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized void tell(Task task, Duration waited, Duration allowed) {
    untold++;
    long now = nanoTime.getAsLong();
    if (told && now - toldNanos < EVERY_NANOS) {
      return;
    }
    log.warn(
        "{} requests ran out of time; the last, [{}], had waited {} ms of its {} ms when its solve"
            + " began. Start more workers, or allow more time (ingest.deadline)",
        untold,
        task,
        waited.toMillis(),
        allowed.toMillis());
    told = true;
    toldNanos = now;
    untold = 0;
  }
}
