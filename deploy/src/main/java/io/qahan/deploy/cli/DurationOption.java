package io.qahan.deploy.cli;

import io.qahan.schemas.settings.Setting;
import java.time.Duration;

/** How an option that is a duration is read: as the settings are. */
public final class DurationOption {
  private DurationOption() {}

  /**
   * Reads it.
   *
   * @param option its name, for example {@code --time-limit}
   * @throws IllegalArgumentException naming the option, its text, and what is allowed
   */
  public static Duration parse(String option, String text) {
    try {
      return Setting.parseDuration(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s [%s] must be %s".formatted(option, text, e.getMessage()), e);
    }
  }
}
