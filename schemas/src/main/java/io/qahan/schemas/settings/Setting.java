package io.qahan.schemas.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting: its name, what it means, its default, and how its text is read.
 *
 * @param name as in a properties file, for example {@code topic.prefix}
 * @param fallback the default as text; empty if the setting must be given
 * @param meaning one line for people
 * @param parse reads the text; throws {@link IllegalArgumentException} saying what is allowed
 * @param secret whether its text is never printed
 */
public record Setting<T>(
    String name,
    Optional<String> fallback,
    String meaning,
    Function<String, T> parse,
    boolean secret) {
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

  /** One that may be printed. */
  public Setting(
      String name, Optional<String> fallback, String meaning, Function<String, T> parse) {
    this(name, fallback, meaning, parse, false);
  }

  /** The environment variable that sets it: {@code QAHAN_TOPIC_PREFIX}. */
  public String environmentVariable() {
    return Settings.ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** The same setting without a default: a start without it fails. */
  public Setting<T> required() {
    return new Setting<>(name, Optional.empty(), meaning, parse, secret);
  }

  public static Setting<String> text(String name, String fallback, String meaning) {
    return new Setting<>(name, Optional.of(fallback), meaning, text -> text);
  }

  /** A text that nobody else may know; empty unless it is given. */
  public static Setting<String> secret(String name, String meaning) {
    return new Setting<>(name, Optional.of(""), meaning, text -> text, true);
  }

  public static Setting<Integer> integer(
      String name, int fallback, int min, int max, String meaning) {
    return new Setting<>(
        name,
        Optional.of(Integer.toString(fallback)),
        meaning,
        text -> (int) inRange(number(text), min, max));
  }

  public static Setting<Double> decimal(
      String name, double fallback, double min, double max, String meaning) {
    return new Setting<>(
        name,
        Optional.of(Double.toString(fallback)),
        meaning,
        text -> {
          double value = Double.parseDouble(text);
          if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException("a number from " + min + " to " + max);
          }
          return value;
        });
  }

  public static Setting<Boolean> flag(String name, boolean fallback, String meaning) {
    return new Setting<>(
        name,
        Optional.of(Boolean.toString(fallback)),
        meaning,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("true or false");
            });
  }

  /** A duration as {@code 500ms}, {@code 2s}, {@code 10m}, {@code 1h}, {@code 7d} or ISO-8601. */
  public static Setting<Duration> duration(String name, String fallback, String meaning) {
    return new Setting<>(name, Optional.of(fallback), meaning, Setting::parseDuration);
  }

  /** One constant of an enum, written in lower case with dashes. */
  public static <E extends Enum<E>> Setting<E> choice(
      String name, E fallback, Class<E> type, String meaning) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(Setting::slug).toList();
    return new Setting<>(
        name,
        Optional.of(slug(fallback)),
        meaning,
        text -> {
          int index = names.indexOf(text.toLowerCase(Locale.ROOT));
          if (index < 0) {
            throw new IllegalArgumentException("one of " + names);
          }
          return type.getEnumConstants()[index];
        });
  }

  /** Comma-separated words, none of them empty. */
  public static Setting<List<String>> list(String name, String fallback, String meaning) {
    return new Setting<>(
        name,
        Optional.of(fallback),
        meaning,
        text -> {
          List<String> words = Arrays.stream(text.split(",", -1)).map(String::trim).toList();
          if (words.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("words with commas between them");
          }
          return words;
        });
  }

  /**
   * Reads a duration as the settings do.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text.trim());
    if (matcher.matches()) {
      long amount = number(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    try {
      Duration duration = Duration.parse(text.trim());
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // falls through to the one message for all bad durations
    }
    throw new IllegalArgumentException("a duration such as 500ms, 2s, 10m, 1h or 7d");
  }

  private static String slug(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a whole number", e);
    }
  }

  private static long inRange(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("a whole number from " + min + " to " + max);
    }
    return value;
  }
}
