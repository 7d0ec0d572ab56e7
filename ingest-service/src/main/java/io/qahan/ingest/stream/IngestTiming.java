package io.qahan.ingest.stream;

import java.time.Duration;

/**
 * The two times that decide about an image.
 *
 * @param deadline from its arrival to its answer at the latest, at least 1 ms
 * @param dedupeRetention how long an answered id is remembered, at least the deadline
 */
public record IngestTiming(Duration deadline, Duration dedupeRetention) {
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
