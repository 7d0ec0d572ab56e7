package io.qahan.deploy.operate.doctor;

import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Whether what brokers forget of a group that is away would make it work twice. */
final class OffsetsCheck {
  private static final String CHECK = "offsets";
  private static final String RETENTION = "offsets.retention.minutes";
  private static final long BROKERS_DEFAULT = 10_080;

  private OffsetsCheck() {}

  /**
   * What is known of a group of Kafka Streams.
   *
   * @param offsets whether the broker has offsets of it
   * @param remembers whether its own memory of them holds anything
   * @param worked whether any other state of it holds anything
   */
  record Group(boolean offsets, boolean remembers, boolean worked) {}

  /**
   * Judges them.
   *
   * @param config settings of a broker, by name
   * @param groups by name
   */
  static List<Finding> of(Map<String, String> config, Map<String, Group> groups) {
    List<Finding> findings = new ArrayList<>();
    String minutes = config.getOrDefault(RETENTION, Long.toString(BROKERS_DEFAULT));
    Duration kept = Duration.ofMinutes(Long.parseLong(minutes));
    Duration requests = Topics.MASK_REQUESTS.retention();
    if (kept.compareTo(requests) < 0) {
      findings.add(
          Finding.warning(
              CHECK,
              String.format(
                  Locale.ROOT,
                  "%s is [%s], but requests for masks are kept for %d minutes: workers that were all away for longer look at every one again",
                  RETENTION,
                  minutes,
                  requests.toMinutes()),
              "set it to " + BROKERS_DEFAULT + " in the brokers (7 days, Kafka's default)"));
    }
    new TreeMap<>(groups).forEach((name, group) -> of(name, group, minutes, findings));
    return findings.isEmpty()
        ? List.of(
            Finding.ok(
                CHECK,
                String.format(
                    Locale.ROOT,
                    "kept for %d days after a group is left; the services remember their own",
                    kept.toDays())))
        : findings;
  }

  private static void of(String name, Group group, String minutes, List<Finding> findings) {
    if (group.offsets() || !(group.worked() || group.remembers())) {
      return;
    }
    if (group.remembers()) {
      findings.add(
          Finding.ok(
              CHECK,
              String.format(
                  Locale.ROOT,
                  "the broker has no offsets of [%s] any more (%s is [%s]): it goes on by its own memory",
                  name,
                  RETENTION,
                  minutes)));
    } else {
      findings.add(
          Finding.fault(
              CHECK,
              String.format(
                  Locale.ROOT,
                  "[%s] has worked here, but neither the broker nor its own memory knows how far: it refuses to start",
                  name),
              "start it once with -D lost.position=end (what the topics hold is done) or beginning"
                  + " (it is not); deploy/RUNBOOK.md says more"));
    }
  }
}
