package io.qahan.deploy.operate.doctor;

import io.qahan.worker.source.SourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.server.common.MetadataVersion;

/** What brokers must be able to do. */
final class BrokerCheck {
  private static final String CHECK = "broker";
  private static final int TRANSACTION_MS = 30_000; // the trainer's
  private static final int SESSION_MS = 10_000; // of every consumer group of ours
  private static final String SCAN = "transaction.abort.timed.out.transaction.cleanup.interval.ms";
  private static final int SCAN_MS = 10_000; // Kafka's default
  private static final Map<String, String> REPLICATION =
      new TreeMap<>(
          Map.of(
              "__consumer_offsets", "offsets.topic.replication.factor",
              "__transaction_state", "transaction.state.log.replication.factor"));

  private BrokerCheck() {}

  /**
   * Judges the features that a cluster has switched on.
   *
   * @param features their levels by name
   * @param source how workers take requests
   * @param remoteFirst whether the first solver of their chain is remote
   */
  static List<Finding> features(
      Map<String, Short> features, SourceKind source, boolean remoteFirst) {
    return List.of(
        version(features.get(MetadataVersion.FEATURE_NAME)),
        shareGroups(features, source, remoteFirst));
  }

  private static Finding version(Short level) {
    if (level == null) {
      return Finding.warning(
          CHECK,
          "the brokers name no metadata version: they are older than Kafka 3.3 or use ZooKeeper",
          "use Kafka 4; what is older was not tried");
    }
    String version = name(level);
    if (level < MetadataVersion.IBP_4_0_IV0.featureLevel()) {
      return Finding.warning(
          CHECK,
          "metadata version " + version,
          "use Kafka 4; after an upgrade of the brokers: kafka-features.sh upgrade"
              + " --release-version");
    }
    return Finding.ok(CHECK, "metadata version " + version + ", transactions");
  }

  private static String name(short level) {
    try {
      return MetadataVersion.fromFeatureLevel(level).toString();
    } catch (IllegalArgumentException e) {
      return level + ", newer than this program";
    }
  }

  private static Finding shareGroups(
      Map<String, Short> features, SourceKind source, boolean remoteFirst) {
    String check = "share";
    if (features.getOrDefault("share.version", (short) 0) > 0) {
      return Finding.ok(check, "share groups are on");
    }
    String cure =
        "switch them on (Kafka 4.2 or later): kafka-features.sh upgrade --feature share.version=1;"
            + " or set worker.source=consumer-group";
    if (source == SourceKind.SHARE_GROUP) {
      return Finding.fault(
          check, "share groups are off, but worker.source is share-group: no worker starts", cure);
    }
    if (source == SourceKind.AUTO && remoteFirst) {
      return Finding.warning(
          check,
          "share groups are off: workers with a remote solver use a consumer group, where one slow"
              + " answer holds up a partition",
          cure);
    }
    return Finding.ok(check, "share groups are off, and not needed");
  }

  /**
   * Judges the settings of a broker.
   *
   * @param config its settings by name
   * @param brokers how many there are
   * @param existing names of the topics that exist, internal ones too
   */
  static List<Finding> config(Map<String, String> config, int brokers, Set<String> existing) {
    List<Finding> findings = new ArrayList<>();
    REPLICATION.forEach(
        (topic, name) -> {
          if (!existing.contains(topic) && number(config, name, 1) > brokers) {
            findings.add(
                Finding.fault(
                    CHECK,
                    String.format(
                        Locale.ROOT,
                        "[%s] cannot be created: %s is [%s], but there are %d broker(s)",
                        topic,
                        name,
                        config.get(name),
                        brokers),
                    "set " + name + " to " + brokers + " in the brokers, or start more of them"));
          }
        });
    if (number(config, "transaction.max.timeout.ms", TRANSACTION_MS) < TRANSACTION_MS) {
      findings.add(
          Finding.fault(
              CHECK,
              String.format(
                  Locale.ROOT,
                  "transaction.max.timeout.ms is [%s]: the trainer's transactions are refused",
                  config.get("transaction.max.timeout.ms")),
              "set it to " + TRANSACTION_MS + " or more in the brokers"));
    }
    if (number(config, "group.min.session.timeout.ms", SESSION_MS) > SESSION_MS
        || number(config, "group.max.session.timeout.ms", SESSION_MS) < SESSION_MS) {
      findings.add(
          Finding.fault(
              CHECK,
              String.format(
                  Locale.ROOT,
                  "session timeouts from %s to %s ms are allowed, but the services ask for %d",
                  config.get("group.min.session.timeout.ms"),
                  config.get("group.max.session.timeout.ms"),
                  SESSION_MS),
              "allow it in the brokers, or set kafka.session.timeout.ms"));
    }
    if (number(config, SCAN, SCAN_MS) < SCAN_MS) {
      findings.add(
          Finding.warning(
              CHECK,
              String.format(
                  Locale.ROOT,
                  "%s is [%s]: a broker that comes back after an outage may abort transactions before it knows the leaders of their partitions, and leave them open for good",
                  SCAN,
                  config.get(SCAN)),
              String.format(
                  Locale.ROOT, "set it to %d, Kafka's default, in the brokers", SCAN_MS)));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok(CHECK, brokers + " broker(s), settings as the services need them"))
        : findings;
  }

  private static long number(Map<String, String> config, String name, long ifUnknown) {
    String text = config.get(name);
    return text == null ? ifUnknown : Long.parseLong(text);
  }
}
