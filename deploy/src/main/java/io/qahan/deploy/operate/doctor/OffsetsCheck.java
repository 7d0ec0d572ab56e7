package io.qahan.deploy.operate.doctor;

import io.qahan.schemas.position.OffsetsRetention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Whether what brokers forget of a group that is away would make it work twice. */
final class OffsetsCheck {
  private static final String CHECK = "offsets";

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
    OffsetsRetention retention = OffsetsRetention.of(config.get(OffsetsRetention.SETTING));
    retention
        .fault()
        .ifPresent(fault -> findings.add(Finding.warning(CHECK, fault, OffsetsRetention.CURE)));
    new TreeMap<>(groups).forEach((name, group) -> of(name, group, retention, findings));
    return findings.isEmpty()
        ? List.of(
            Finding.ok(
                CHECK,
                String.format(
                    Locale.ROOT,
                    "kept for %d days after a group is left; the services remember their own",
                    Duration.ofMinutes(retention.minutes()).toDays())))
        : findings;
  }

  private static void of(
      String name, Group group, OffsetsRetention retention, List<Finding> findings) {
    if (group.offsets() || !(group.worked() || group.remembers())) {
      return;
    }
    if (group.remembers()) {
      findings.add(
          Finding.ok(
              CHECK,
              String.format(
                  Locale.ROOT,
                  "the broker has no offsets of [%s] any more (%s is [%d]): it goes on by its own memory",
                  name,
                  OffsetsRetention.SETTING,
                  retention.minutes())));
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
