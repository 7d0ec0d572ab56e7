package io.qahan.deploy.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code qahan broker}: a Kafka node as a process of its own, for trials and crash tests. */
@Command(
    name = "broker",
    description = "Run one Kafka node on loopback, until interrupted; for trials and tests.")
public final class BrokerCommand implements Callable<Integer> {
  /** What comes before the address in the line that says the broker is up. */
  public static final String ANNOUNCEMENT = "bootstrap.servers=";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where records are kept (default: a temporary directory).")
  private Path directory;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "0",
      description = "Where clients connect (default: any free port).")
  private int port;

  @Option(
      names = "--controllers",
      paramLabel = "P",
      split = ",",
      description = {
        "Be one node of several: where the controllers of all of them listen, on loopback, the same"
            + " list for each. Records are kept on all nodes, three at most.",
        "Each waits until a majority has started."
      })
  private List<Integer> controllers;

  @Option(
      names = "--node",
      paramLabel = "N",
      defaultValue = "1",
      description = "Which one of --controllers this node is, from 1 (default: 1).")
  private int node;

  @Option(
      names = "--listen",
      paramLabel = "NAME:PORT:ADVERTISED",
      description =
          "Of a node with --controllers: listen there too, for clients who are told to come by"
              + " another port of loopback, a proxy's. May be repeated.")
  private List<String> listeners = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (controllers == null && node != 1) {
      throw new ParameterException(
          spec.commandLine(), "--node [" + node + "] needs --controllers, which say of how many");
    }
    if (controllers == null && !listeners.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--listen needs --controllers");
    }
    List<ClientListener> more = listeners.stream().map(ClientListener::parse).toList();
    ClusterNode ofSeveral = controllers == null ? null : new ClusterNode(node, controllers);
    BrokerDirectory records =
        directory == null ? BrokerDirectory.temporary() : BrokerDirectory.kept(directory);
    EmbeddedKafka kafka =
        ofSeveral == null
            ? EmbeddedKafka.start(records, port, Map.of())
            : EmbeddedKafka.start(records, port, ofSeveral, more);
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "broker-shutdown"));
    PrintWriter out = spec.commandLine().getOut();
    out.println(ANNOUNCEMENT + kafka.bootstrapServers());
    out.flush();
    new CountDownLatch(1).await(); // the shutdown hook ends it
    return 0;
  }
}
