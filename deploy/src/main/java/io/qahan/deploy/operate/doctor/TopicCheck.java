package io.qahan.deploy.operate.doctor;

import io.qahan.schemas.topic.TopicDrift;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What differences between a cluster's topics and the catalogue mean. */
final class TopicCheck {
  private static final String CHECK = "topics";

  /** With another one, records that are needed are lost. */
  private static final Set<String> GRAVE = Set.of("cleanup.policy", "max.message.bytes");

  private TopicCheck() {}

  /**
   * Judges the differences.
   *
   * @param creates whether services create what is missing when they start
   */
  static List<Finding> of(List<TopicDrift> drifts, boolean creates) {
    List<Finding> findings = new ArrayList<>();
    List<String> missing =
        drifts.stream()
            .filter(drift -> drift.what().equals("exists"))
            .map(TopicDrift::topic)
            .toList();
    if (!missing.isEmpty()) {
      findings.add(missing(missing, creates));
    }
    drifts.stream()
        .filter(drift -> !drift.what().equals("exists"))
        .map(TopicCheck::drift)
        .forEach(findings::add);
    return findings.isEmpty()
        ? List.of(Finding.ok(CHECK, "all topics are as the catalogue wants them"))
        : findings;
  }

  private static Finding missing(List<String> topics, boolean creates) {
    String text = topics.size() + " topic(s) are missing: " + String.join(", ", topics);
    return creates
        ? Finding.warning(
            CHECK, text, "qahan topics create; or start a service, which creates them")
        : Finding.fault(
            CHECK, text, "qahan topics create, for topic.create is false and no service starts");
  }

  private static Finding drift(TopicDrift drift) {
    if (drift.what().equals(TopicDrift.PARTITIONS)) {
      return Finding.fault(CHECK, drift.toString(), partitions(drift));
    }
    String cure =
        "kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s"
            .formatted(drift.topic(), drift.what(), drift.wanted());
    return GRAVE.contains(drift.what())
        ? Finding.fault(CHECK, drift.toString(), cure)
        : Finding.warning(CHECK, drift.toString(), cure);
  }

  private static String partitions(TopicDrift drift) {
    return drift.wanted().equals("1")
        ? "only its partition 0 is read and written; what others wrote to the rest is not seen, so"
            + " let them write to 0"
        : "images and what is asked and answered about them need equally many: stop ingest and the"
            + " workers, then: qahan topics grow --partitions "
            + drift.wanted();
  }
}
