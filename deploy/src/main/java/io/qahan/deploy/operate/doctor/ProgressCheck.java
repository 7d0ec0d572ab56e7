package io.qahan.deploy.operate.doctor;

import io.qahan.deploy.operate.lag.GroupLagRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the services take what waits for them. */
final class ProgressCheck {
  private static final String CHECK = "progress";

  /** The trainer keeps a mini-batch uncommitted until it is full; markers count as records. */
  private static final long FEW = 256;

  private ProgressCheck() {}

  /** Whether somebody is so far behind that a second look is worth the wait. */
  static boolean isBehind(List<GroupLagRow> rows) {
    return rows.stream().anyMatch(row -> row.lag() != null && row.lag() > FEW);
  }

  /**
   * Judges two looks at the same groups.
   *
   * @param seconds between them
   */
  static List<Finding> of(List<GroupLagRow> before, List<GroupLagRow> after, long seconds) {
    Map<String, GroupLagRow> earlier = new HashMap<>();
    before.forEach(row -> earlier.put(row.group() + " " + row.topic(), row));
    List<Finding> findings = new ArrayList<>();
    for (GroupLagRow row : after) {
      GroupLagRow then = earlier.get(row.group() + " " + row.topic());
      if (row.lag() != null && row.lag() > FEW && then != null && then.lag() != null) {
        findings.add(row.next() == then.next() ? standing(row, seconds) : moving(row, then));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(CHECK, "no group is far behind"))
        : List.copyOf(findings);
  }

  private static Finding standing(GroupLagRow row, long seconds) {
    return Finding.fault(
        CHECK,
        String.format(
            Locale.ROOT,
            "[%s] took nothing of [%s] for %d s, and %d records wait",
            row.group(),
            row.topic(),
            seconds,
            row.lag()),
        "see /readyz and the log of each service in that group; if none runs, start one");
  }

  private static Finding moving(GroupLagRow row, GroupLagRow then) {
    String text =
        String.format(
            Locale.ROOT, "[%s] is %d records behind in [%s]", row.group(), row.lag(), row.topic());
    return row.lag() <= then.lag()
        ? Finding.ok(CHECK, text + " and catches up")
        : Finding.warning(
            CHECK,
            text + " and falls further behind",
            "start more instances; more ingests than partitions stay idle (qahan topics)");
  }
}
