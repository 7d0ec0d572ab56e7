package io.qahan.deploy.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Just enough of PromQL to tell which metrics an expression reads. */
final class PromQl {
  private static final Pattern NOT_METRICS =
      Pattern.compile(
          "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(by|on|without|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern IDENTIFIER =
      Pattern.compile("(?<![\\w.])[a-zA-Z_:][\\w:]*(?!\\w|\\s*\\()");
  private static final Set<String> KEYWORDS = Set.of("or", "and", "unless", "offset");

  private PromQl() {}

  static Set<String> metricsOf(String expression) {
    Matcher identifiers = IDENTIFIER.matcher(NOT_METRICS.matcher(expression).replaceAll(" "));
    Set<String> metrics = new TreeSet<>();
    while (identifiers.find()) {
      metrics.add(identifiers.group());
    }
    metrics.removeAll(KEYWORDS);
    return metrics;
  }
}
