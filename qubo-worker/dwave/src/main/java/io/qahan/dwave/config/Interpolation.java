package io.qahan.dwave.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Percent signs in a value: {@code %%} is one, {@code %(key)s} the value of another key. */
final class Interpolation {
  private static final Pattern PERCENT = Pattern.compile("%(%|\\(([^)]+)\\)s|)");
  private static final int MOST_STEPS = 10;

  private Interpolation() {}

  /**
   * Expands a value.
   *
   * @throws IllegalArgumentException saying what is wrong, without the value
   */
  static String expand(String value, Map<String, String> section) {
    return expand(value, section, MOST_STEPS);
  }

  private static String expand(String value, Map<String, String> section, int stepsLeft) {
    if (stepsLeft == 0) {
      throw new IllegalArgumentException("refers to itself");
    }
    return PERCENT
        .matcher(value)
        .replaceAll(
            match -> {
              if (match.group(1).equals("%")) {
                return "%";
              }
              if (match.group(2) == null) {
                throw new IllegalArgumentException("has a single %; write %% for a percent sign");
              }
              String other = section.get(match.group(2).toLowerCase(Locale.ROOT));
              if (other == null) {
                throw new IllegalArgumentException(
                    "refers to the key [" + match.group(2) + "], which is not there");
              }
              return Matcher.quoteReplacement(expand(other, section, stepsLeft - 1));
            });
  }
}
