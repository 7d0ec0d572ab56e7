package io.qahan.ingest.deadline;

import java.time.Duration;

/**
 * The times that decide about an image.
 *
 * @param deadline of its answer, at least 1 ms
 * @param from when that counts
 * @param dedupeRetention how long an answered id is remembered, at least the deadline
 */
public record IngestTiming(Duration deadline, DeadlineFrom from, Duration dedupeRetention) {
  public IngestTiming {
    if (deadline.toMillis() < 1) {
      throw new IllegalArgumentException(
          "the deadline is [%s] but must be at least 1 ms".formatted(deadline));
    }
    if (dedupeRetention.compareTo(deadline) < 0) {
      throw new IllegalArgumentException(
          "the dedupe retention is [%s] but must be at least the deadline, %s"
              .formatted(dedupeRetention, deadline));
    }
  }
}
