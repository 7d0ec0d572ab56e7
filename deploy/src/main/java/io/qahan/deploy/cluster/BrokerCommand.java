package io.qahan.deploy.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qahan broker}: one Kafka node as a process of its own, for trials and crash tests. */
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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            directory == null ? BrokerDirectory.temporary() : BrokerDirectory.kept(directory),
            port,
            Map.of());
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "broker-shutdown"));
    PrintWriter out = spec.commandLine().getOut();
    out.println(ANNOUNCEMENT + kafka.bootstrapServers());
    out.flush();
    new CountDownLatch(1).await(); // the shutdown hook ends it
    return 0;
  }
}
