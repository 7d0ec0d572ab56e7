package io.qahan.deploy.operate.dlq;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which dead letter: {@code images-0@17} is at offset 17 of partition 0 of the dead letters of
 * {@code images}.
 *
 * @param topic base name of the topic it came from
 * @param partition of the dead-letter topic
 * @param offset there
 */
record LetterId(String topic, int partition, long offset) {
  private static final Pattern TEXT = Pattern.compile("(.+)-(\\d{1,9})@(\\d{1,18})");

  /**
   * Reads the text that {@link #toString()} gives.
   *
   * @throws IllegalArgumentException if it is none
   */
  static LetterId parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "[%s] must be a dead letter's id as `qahan dlq list` shows it, for example images-0@17"
              .formatted(text));
    }
    return new LetterId(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
  }

  /** How its mark names it: by its place in the topic. */
  String place() {
    return partition + "@" + offset;
  }

  @JsonValue
  @Override
  public String toString() {
    return topic + "-" + place();
  }
}
