package io.qahan.deploy.operate.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.GroupState;

/** Whether the groups of the services are there, and set up as they must be. */
final class GroupCheck {
  private static final String CHECK = "groups";
  private static final Map<String, String> SHARE_GROUP =
      new TreeMap<>(
          Map.of("share.isolation.level", "read_committed", "share.auto.offset.reset", "earliest"));

  private GroupCheck() {}

  /**
   * Judges who is there.
   *
   * @param expected the service by the name of its group
   * @param found the state of each group that exists
   */
  static List<Finding> members(Map<String, String> expected, Map<String, GroupState> found) {
    List<Finding> findings = new ArrayList<>();
    new TreeMap<>(expected)
        .forEach(
            (group, service) -> {
              GroupState state = found.get(group);
              if (state == null || state == GroupState.EMPTY || state == GroupState.DEAD) {
                findings.add(
                    Finding.warning(
                        CHECK,
                        "nobody is in the group [%s]".formatted(group),
                        "start it: qahan "
                            + service
                            + "; or is model or topic.prefix another one?"));
              } else {
                findings.add(Finding.ok(CHECK, "[%s] is %s".formatted(group, state)));
              }
            });
    return findings;
  }

  /**
   * Judges the settings of the share group, which live in the brokers.
   *
   * @param config by name; a name may be absent
   */
  static List<Finding> shareGroup(String group, Map<String, String> config) {
    List<Finding> findings = new ArrayList<>();
    SHARE_GROUP.forEach(
        (name, wanted) -> {
          String value = config.getOrDefault(name, "the broker's default");
          if (!wanted.equals(value)) {
            findings.add(
                Finding.fault(
                    CHECK,
                    "share group [%s]: %s is [%s], workers want [%s]"
                        .formatted(group, name, value, wanted),
                    "start a worker anew, which sets it; or: kafka-configs.sh --alter --entity-type"
                        + " groups --entity-name %s --add-config %s=%s"
                            .formatted(group, name, wanted)));
          }
        });
    return findings.isEmpty()
        ? List.of(Finding.ok(CHECK, "share group [" + group + "] is set up"))
        : findings;
  }
}
