package io.qahan.deploy.operate.replay;

import io.qahan.schemas.settings.Setting;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** How a moment is given: ISO 8601 with its offset, or as a duration before now. */
public final class ReplayTime {
  private ReplayTime() {}

  /**
   * Reads it.
   *
   * @param option its name, for the message
   * @throws IllegalArgumentException naming the option, its text, and what is allowed
   */
  public static Instant parse(String option, String text, Instant now) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return before(option, text, now);
    }
  }

  private static Instant before(String option, String text, Instant now) {
    try {
      return now.minus(Setting.parseDuration(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s [%s] must be a time like 2026-01-31T08:00:00Z, or how long ago, like 2h"
              .formatted(option, text),
          e);
    }
  }
}
