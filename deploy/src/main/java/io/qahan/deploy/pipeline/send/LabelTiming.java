package io.qahan.deploy.pipeline.send;

import io.qahan.schemas.settings.Setting;
import java.time.Duration;

/** When the label of an image is sent. */
public sealed interface LabelTiming {
  /** Never. */
  record None() implements LabelTiming {}

  /** In the image's own record. */
  record Now() implements LabelTiming {}

  /** In a record of its own, some time after the image. */
  record After(Duration delay) implements LabelTiming {}

  /**
   * Reads {@code none}, {@code now} or a duration such as {@code 2s}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static LabelTiming parse(String text) {
    return switch (text) {
      case "none" -> new None();
      case "now" -> new Now();
      default -> {
        try {
          yield new After(Setting.parseDuration(text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "label delay [%s] must be none, now or %s".formatted(text, e.getMessage()), e);
        }
      }
    };
  }
}
