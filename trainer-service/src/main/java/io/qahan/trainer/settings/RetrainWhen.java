package io.qahan.trainer.settings;

import io.qahan.schemas.settings.Setting;
import java.time.Duration;

/** When the trainer asks for a retraining of the whole network. */
public sealed interface RetrainWhen {
  /** Nobody but people asks for one. */
  record Never() implements RetrainWhen {}

  /** The head has not recovered from a change so many labels after it was noticed. */
  record OnDrift() implements RetrainWhen {}

  /**
   * So long after the last step of the last one.
   *
   * @param interval at least a minute
   */
  record Every(Duration interval) implements RetrainWhen {}

  /**
   * Reads {@code never}, {@code on-drift} or {@code every:24h}.
   *
   * @throws IllegalArgumentException if it is none of them, saying what is allowed
   */
  static RetrainWhen parse(String text) {
    String word = text.trim();
    if (word.equals("never")) {
      return new Never();
    }
    if (word.equals("on-drift")) {
      return new OnDrift();
    }
    String every = "every:";
    if (word.startsWith(every)) {
      try {
        Duration interval = Setting.parseDuration(word.substring(every.length()));
        if (interval.compareTo(Duration.ofMinutes(1)) >= 0) {
          return new Every(interval);
        }
      } catch (IllegalArgumentException e) {
        // falls through to the one message
      }
    }
    throw new IllegalArgumentException(
        "never, on-drift, or every: with a duration of at least 1m behind it, such as every:24h");
  }
}
