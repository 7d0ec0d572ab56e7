package io.qahan.deploy.cluster;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;

/**
 * What makes a Kafka node small, quick to start and quick to come back after a crash.
 *
 * @param directory where the records are
 * @param port where clients connect, on loopback
 * @param node which one it is; the ports of controllers may change between starts
 * @param more further doors for clients
 * @param overrides properties that replace ours
 */
record BrokerProperties(
    Path directory,
    int port,
    ClusterNode node,
    List<ClientListener> more,
    Map<String, String> overrides) {
  static final String CONTROLLER = "CONTROLLER";

  /** Internal topics have four partitions instead of fifty. */
  private static final Map<String, String> FEW_PARTITIONS =
      Map.of(
          "offsets.topic.num.partitions", "4",
          "transaction.state.log.num.partitions", "4",
          "share.coordinator.state.topic.num.partitions", "4",
          "auto.create.topics.enable", "false");

  /**
   * So that groups and sessions of killed processes do not linger. Transactions may: how often
   * timed-out ones are looked for ({@code
   * transaction.abort.timed.out.transaction.cleanup.interval.ms}) stays Kafka's 10 s. A broker that
   * comes back must have found the leaders of its partitions by then: the coordinator takes a
   * partition without a leader for a deleted one, drops the marker, and leaves the transaction open
   * there for good.
   */
  private static final Map<String, String> FAST_RETURN =
      Map.of(
          "group.initial.rebalance.delay.ms", "0",
          "group.min.session.timeout.ms", "1000",
          "group.share.min.session.timeout.ms", "5000",
          "group.share.session.timeout.ms", "10000", // not 45 s
          "group.share.min.heartbeat.interval.ms", "200",
          "group.share.heartbeat.interval.ms", "1000");

  /** Of a node that has only itself to wait for. */
  private static final Map<String, String> FAST_RETURN_ALONE =
      Map.of("broker.session.timeout.ms", "3000", "broker.heartbeat.interval.ms", "500");

  /** Nodes of one machine take its processors from each other, which is no reason to elect. */
  private static final Map<String, String> PATIENT_WITH_OTHERS =
      Map.of("controller.quorum.fetch.timeout.ms", "10000");

  /** The cleaner's buffer alone is 128 MB by default. */
  private static final Map<String, String> SMALL =
      Map.of(
          "log.cleaner.dedupe.buffer.size", "2097152",
          "num.network.threads", "2",
          "num.io.threads", "4",
          "background.threads", "2");

  KafkaConfig toKafkaConfig() {
    Map<String, String> properties = new HashMap<>();
    properties.putAll(copies());
    properties.putAll(FEW_PARTITIONS);
    properties.putAll(FAST_RETURN);
    properties.putAll(node.isAlone() ? FAST_RETURN_ALONE : PATIENT_WITH_OTHERS);
    properties.putAll(SMALL);
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", Integer.toString(node.id()));
    // A static quorum: its address is not stored, so that ports may change between starts.
    properties.put("controller.quorum.voters", node.voters());
    properties.put(
        "listeners",
        String.format(
                Locale.ROOT,
                "PLAINTEXT://127.0.0.1:%d,%s://127.0.0.1:%d",
                port,
                CONTROLLER,
                node.controllerPort())
            + ofAll(ClientListener::listener));
    properties.put(
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:" + port + ofAll(ClientListener::advertisedListener));
    properties.put("controller.listener.names", CONTROLLER);
    properties.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT" + ofAll(ClientListener::protocol));
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    properties.put("log.dirs", directory.toString());
    properties.putAll(overrides);
    return new KafkaConfig(properties);
  }

  private String ofAll(Function<ClientListener, String> part) {
    return more.stream().map(part).collect(Collectors.joining());
  }

  /** Written once all copies but one have it, where there are several. */
  private Map<String, String> copies() {
    String copies = Integer.toString(node.copies());
    String least = Integer.toString(Math.max(1, node.copies() - 1));
    return Map.of(
        "default.replication.factor", copies,
        "min.insync.replicas", least,
        "offsets.topic.replication.factor", copies,
        "transaction.state.log.replication.factor", copies,
        "transaction.state.log.min.isr", least,
        "share.coordinator.state.topic.replication.factor", copies,
        "share.coordinator.state.topic.min.isr", least);
  }
}
