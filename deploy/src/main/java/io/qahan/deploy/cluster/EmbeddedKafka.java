package io.qahan.deploy.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller, in this JVM, alone or with others; reached over loopback
 * only. A new one on the directory of an old one has its records. Thread safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final KafkaRaftServer server;
  private final BrokerDirectory directory;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, BrokerDirectory directory, int port) {
    this.server = server;
    this.directory = directory;
    this.port = port;
  }

  /** Starts a broker whose records end with it, on a free port. */
  public static EmbeddedKafka temporary() throws IOException {
    return start(BrokerDirectory.temporary(), 0, Map.of());
  }

  /** Starts a broker that keeps its records in a directory; port 0 takes a free one. */
  public static EmbeddedKafka in(Path directory, int port) throws IOException {
    return start(BrokerDirectory.kept(directory), port, Map.of());
  }

  /**
   * Starts a broker and returns when it takes requests. Owns the directory from then on.
   *
   * @param port where clients connect; 0 takes a free one
   * @param overrides broker properties that replace ours
   * @throws IOException if the port is taken or none is free
   * @throws KafkaException if Kafka refuses to start
   */
  public static EmbeddedKafka start(
      BrokerDirectory directory, int port, Map<String, String> overrides) throws IOException {
    return start(directory, port, Optional.empty(), List.of(), overrides);
  }

  /**
   * The same for one of several nodes: returns when so many of them have started that they make a
   * majority.
   *
   * @param more further doors for clients
   * @throws IOException if a port is taken or none is free
   */
  public static EmbeddedKafka start(
      BrokerDirectory directory, int port, ClusterNode node, List<ClientListener> more)
      throws IOException {
    return start(directory, port, Optional.of(node), more, Map.of());
  }

  private static EmbeddedKafka start(
      BrokerDirectory directory,
      int port,
      Optional<ClusterNode> ofSeveral,
      List<ClientListener> more,
      Map<String, String> overrides)
      throws IOException {
    try {
      int clientPort = openPort(port);
      int controllerPort = openPort(ofSeveral.map(ClusterNode::controllerPort).orElse(0));
      ClusterNode node = ofSeveral.orElseGet(() -> ClusterNode.alone(controllerPort));
      BrokerProperties properties =
          new BrokerProperties(directory.records(), clientPort, node, more, overrides);
      format(directory.records(), node);
      KafkaRaftServer server =
          new KafkaRaftServer(
              properties.toKafkaConfig(), node.isAlone() ? new WakingTime() : Time.SYSTEM);
      server.startup(); // returns when the broker is registered and its sockets are open
      return new EmbeddedKafka(server, directory, clientPort);
    } catch (RuntimeException | IOException e) {
      directory.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Stops the broker, waits for its end and deletes its directory if that was temporary. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
    directory.close();
  }

  private static void format(Path path, ClusterNode node) throws IOException {
    if (Files.exists(path.resolve("meta.properties"))) {
      return;
    }
    Formatter formatter =
        new Formatter()
            .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
            .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
            .setNodeId(node.id())
            .setClusterId(node.newClusterId())
            .addDirectory(path.toString())
            .setMetadataLogDirectory(path.toString())
            .setControllerListenerName(BrokerProperties.CONTROLLER)
            .setReleaseVersion(MetadataVersion.latestProduction());
    try {
      formatter.run();
    } catch (Exception e) { // as declared
      throw new IOException("Kafka cannot use the directory [" + path + "]: " + e.getMessage(), e);
    }
  }

  /** Kafka would end the JVM if it could not bind, so we try first. */
  private static int openPort(int wanted) throws IOException {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (BindException e) {
      throw new IOException(
          "The port [" + wanted + "] is taken. Take another one, or 0 for any free one.", e);
    }
  }
}
