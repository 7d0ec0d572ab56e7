package io.qahan.deploy.operate.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Whether the clocks agree: the broker's with this host's, and with each service's, which knows by
 * how much they differ ({@code qahan_clock_offset}). Answers do not depend on it; what is shown and
 * recorded does.
 */
final class ClockCheck {
  private static final String CHECK = "clock";
  private static final Duration ALLOWED = Duration.ofSeconds(1);
  private static final String OFFSET = "qahan_clock_offset";
  private static final String STEPS = "qahan_clock_steps_total";
  private static final String ADVICE =
      "see to the time service of both hosts (chronyc tracking, timedatectl); answers do not"
          + " depend on it, but times that are shown and recorded do";

  private ClockCheck() {}

  /**
   * Holds the newest record of ours against this host: what was appended cannot be in its future.
   *
   * @param newest what the broker says of when it was appended
   */
  static List<Finding> ofNewest(Instant newest, Instant now) {
    Duration ahead = Duration.between(now, newest);
    return ahead.compareTo(ALLOWED) <= 0
        ? List.of()
        : List.of(
            Finding.warning(
                CHECK,
                "the broker's clock is at least %s s ahead of this host's"
                    .formatted(seconds(ahead.toMillis() / 1e3)),
                ADVICE));
  }

  /**
   * What a service says of its clock.
   *
   * @param url of the service
   * @param metrics what its {@code /metrics} shows
   */
  static List<Finding> ofService(String url, String metrics) {
    List<Finding> findings = new ArrayList<>();
    OptionalDouble offset = value(metrics, OFFSET);
    if (offset.isPresent() && Double.isFinite(offset.getAsDouble())) {
      double behind = offset.getAsDouble();
      String relation = behind > 0 ? "behind" : "ahead of";
      String found =
          "[%s] is %s s %s the broker's clock".formatted(url, seconds(Math.abs(behind)), relation);
      findings.add(
          Math.abs(behind) * 1e3 > ALLOWED.toMillis()
              ? Finding.warning(CHECK, found, ADVICE)
              : Finding.ok(CHECK, found));
    }
    double steps = value(metrics, STEPS).orElse(0);
    if (steps > 0) {
      findings.add(
          Finding.warning(
              CHECK,
              "the clock of [%s] stepped %s times since its start"
                  .formatted(url, Long.toString((long) steps)),
              ADVICE));
    }
    return findings;
  }

  /** The sum over all series of a metric in Prometheus's text; empty if it is not there. */
  private static OptionalDouble value(String metrics, String name) {
    double[] values =
        metrics
            .lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }
}
