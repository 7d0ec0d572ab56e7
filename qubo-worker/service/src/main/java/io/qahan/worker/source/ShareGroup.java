package io.qahan.worker.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a share group, which lives in the broker. Left alone, a group starts at the
 * latest record, reads what transactions aborted, and gives up on a record without a word.
 */
final class ShareGroup {
  private static final Logger log = LoggerFactory.getLogger(ShareGroup.class);
  private static final String DELIVERY_LIMIT = "share.delivery.count.limit";
  private static final int DEFAULT_DELIVERY_LIMIT = 5;
  private static final Map<String, String> WANTED =
      Map.of("share.auto.offset.reset", "earliest", "share.isolation.level", "read_committed");

  private ShareGroup() {}

  /**
   * Sets what we rely on where it differs. Must come before the group's first member.
   *
   * @return after how many deliveries the broker gives up on a record
   * @throws IllegalStateException if the broker knows no share groups, or refuses the change
   */
  static int prepare(Admin admin, String group) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    try {
      Config found = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      List<AlterConfigOp> changes = changes(found);
      if (!changes.isEmpty()) {
        admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
        log.info("Share group [{}]: set {}", group, WANTED);
      }
      ConfigEntry limit = found.get(DELIVERY_LIMIT);
      return limit == null ? DEFAULT_DELIVERY_LIMIT : Integer.parseInt(limit.value());
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The broker does not let us set up the share group [%s]: %s. Share groups need Kafka 4.2"
                  .formatted(group, e.getCause().getMessage())
              + " or later and the right to alter group configs; or set worker.source to"
              + " consumer-group.",
          e.getCause());
    }
  }

  private static List<AlterConfigOp> changes(Config found) {
    List<AlterConfigOp> changes = new ArrayList<>();
    WANTED.forEach(
        (name, value) -> {
          ConfigEntry entry = found.get(name);
          if (entry == null || !value.equals(entry.value())) {
            changes.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
          }
        });
    return changes;
  }
}
