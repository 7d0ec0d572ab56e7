package io.qahan.deploy.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/**
 * Which node of a cluster on loopback a broker is. All of them are broker and controller.
 *
 * @param id from 1 on
 * @param controllerPorts where the controllers of all nodes listen, in the order of their ids
 */
public record ClusterNode(int id, List<Integer> controllerPorts) {
  /** More copies than that of a record gain little. */
  private static final int MOST_COPIES = 3;

  public ClusterNode {
    controllerPorts = List.copyOf(controllerPorts);
    if (id < 1 || id > controllerPorts.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "node [%d] must be one of those that have controllers, 1 to %d",
              id,
              controllerPorts.size()));
    }
  }

  /** The only node there is. */
  static ClusterNode alone(int controllerPort) {
    return new ClusterNode(1, List.of(controllerPort));
  }

  boolean isAlone() {
    return controllerPorts.size() == 1;
  }

  int controllerPort() {
    return controllerPorts.get(id - 1);
  }

  /** How many copies of a record the cluster keeps unless its topic says otherwise. */
  int copies() {
    return Math.min(MOST_COPIES, controllerPorts.size());
  }

  /** The same for all nodes of a cluster; that of a single one is new each time. */
  String newClusterId() {
    if (isAlone()) {
      return Uuid.randomUuid().toString();
    }
    UUID id = UUID.nameUUIDFromBytes(voters().getBytes(StandardCharsets.UTF_8));
    return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
  }

  /** The controllers as Kafka's {@code controller.quorum.voters} has them. */
  String voters() {
    StringBuilder voters = new StringBuilder();
    for (int i = 0; i < controllerPorts.size(); i++) {
      voters.append(i == 0 ? "" : ",").append(i + 1).append("@127.0.0.1:");
      voters.append(controllerPorts.get(i));
    }
    return voters.toString();
  }
}
