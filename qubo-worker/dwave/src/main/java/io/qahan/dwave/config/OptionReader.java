package io.qahan.dwave.config;

import io.qahan.dwave.config.HttpOptions.Timeouts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the texts of options into values. A text that cannot be used becomes a fault by name, and
 * its default stands in so that the other faults are found, too.
 */
final class OptionReader {
  private static final Pattern PAIR =
      Pattern.compile("[(\\[]?\\s*([^,\\s]+)\\s*,\\s*([^,\\s)\\]]+)\\s*[)\\]]?");
  private static final Set<String> YES = Set.of("1", "yes", "y", "true", "t", "on");
  private static final Set<String> NO = Set.of("0", "no", "n", "false", "f", "off");
  private static final Set<ConfigOption> SECRET =
      Set.of(ConfigOption.TOKEN, ConfigOption.HEADERS, ConfigOption.PROXY);
  private static final Duration LONGEST_REQUEST = Duration.ofMinutes(10);
  private static final long MOST_SECONDS = 1_000_000_000;

  private final OptionLevels levels;
  private final List<String> faults;

  OptionReader(OptionLevels levels, List<String> faults) {
    this.levels = levels;
    this.faults = faults;
  }

  /**
   * Reads an option.
   *
   * @param parse throws IllegalArgumentException whose message goes on after "must be"
   */
  <T> Optional<T> read(ConfigOption option, Function<String, T> parse) {
    Optional<String> text = levels.get(option);
    try {
      return text.map(parse);
    } catch (IllegalArgumentException e) {
      String shown = SECRET.contains(option) ? "hidden" : text.orElseThrow();
      faults.add(
          "[%s] is [%s] (from %s) but must be %s."
              .formatted(option.key(), shown, levels.source(option), e.getMessage()));
      return Optional.empty();
    }
  }

  boolean flag(ConfigOption option, boolean fallback) {
    return read(option, OptionReader::flag).orElse(fallback);
  }

  Duration seconds(ConfigOption option, Duration fallback) {
    return read(option, OptionReader::seconds).orElse(fallback);
  }

  int whole(ConfigOption option, int fallback) {
    return read(option, OptionReader::whole).orElse(fallback);
  }

  static boolean flag(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    if (YES.contains(word) || NO.contains(word)) {
      return YES.contains(word);
    }
    throw new IllegalArgumentException("true or false");
  }

  static Duration seconds(String text) {
    BigDecimal seconds = number(text);
    if (seconds.signum() < 0 || seconds.compareTo(BigDecimal.valueOf(MOST_SECONDS)) > 0) {
      throw new IllegalArgumentException("a number of seconds, not negative");
    }
    return Duration.ofNanos(seconds.movePointRight(9).longValue());
  }

  /** Also {@code 30.0}, which is whole. */
  static int whole(String text) {
    try {
      int value = new BigDecimal(text).intValueExact();
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("a whole number, not negative", e);
    }
    throw new IllegalArgumentException("a whole number, not negative");
  }

  static double base(String text) {
    double value = number(text).doubleValue();
    if (value < 1 || value > 100) {
      throw new IllegalArgumentException("between 1 and 100");
    }
    return value;
  }

  /**
   * One number for both times, or a pair: {@code (connect, read)}. {@code None} is as long as any
   * request may take.
   */
  static Timeouts timeouts(String text) {
    Matcher pair = PAIR.matcher(text);
    try {
      return pair.matches()
          ? new Timeouts(timeout(pair.group(1)), timeout(pair.group(2)))
          : new Timeouts(timeout(text), timeout(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("seconds above 0, or a pair (connect, read)", e);
    }
  }

  private static Duration timeout(String text) {
    return text.equals("None") ? LONGEST_REQUEST : seconds(text.replaceAll("^'(.*)'$", "$1"));
  }

  /** Lines of {@code Name: value}. */
  static Map<String, String> headers(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("lines of NAME: VALUE");
      }
      headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a number", e);
    }
  }
}
