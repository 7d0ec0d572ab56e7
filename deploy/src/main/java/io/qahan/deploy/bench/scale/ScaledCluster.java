package io.qahan.deploy.bench.scale;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerCommand;
import io.qahan.deploy.cluster.DirectoryTree;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicProvisioner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;

/**
 * Brokers and services as processes on loopback, with a directory that is deleted at the end.
 * Closing it ends them, services before brokers; so does the end of this JVM, but not its sudden
 * death. Thread safe.
 */
final class ScaledCluster implements AutoCloseable {
  static final String BROKER = "broker";
  static final String INGEST = "ingest";
  static final String WORKER = "worker";
  static final String TRAINER = "trainer";

  private static final Duration START = Duration.ofMinutes(3);

  private final String mainClass;
  private final Membership membership;
  private final Path directory;
  private final List<ServiceProcess> brokers = new CopyOnWriteArrayList<>();
  private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();
  private final Thread atExit = new Thread(this::stop, "scale-shutdown");
  private Settings settings;

  private ScaledCluster(String mainClass, Membership membership, Path directory) {
    this.mainClass = mainClass;
    this.membership = membership;
    this.directory = directory;
  }

  /**
   * Starts everything and returns when all of it is ready.
   *
   * @param mainClass of the command line
   * @param given settings of all services; the brokers named there are replaced
   * @throws CommandFailedException if a process ends before it is ready
   */
  static ScaledCluster start(
      String mainClass, Settings given, ClusterSize size, Membership membership)
      throws IOException, InterruptedException {
    ScaledCluster cluster =
        new ScaledCluster(mainClass, membership, Files.createTempDirectory("qahan-scale-"));
    Runtime.getRuntime().addShutdownHook(cluster.atExit);
    try {
      cluster.open(given, size);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The settings in use, with the addresses of the brokers. */
  Settings settings() {
    return settings;
  }

  /** All processes, brokers first. */
  List<ServiceProcess> processes() {
    List<ServiceProcess> all = new ArrayList<>(brokers);
    all.addAll(services);
    return all;
  }

  /** What a process said that has ended unasked; empty while all run. */
  Optional<String> failure() {
    return processes().stream().map(ServiceProcess::failure).flatMap(Optional::stream).findFirst();
  }

  /**
   * Starts one more instance of ingest, or one in place of another that has ended; returns when it
   * is ready.
   */
  ServiceProcess join(int number) throws IOException, InterruptedException {
    ServiceProcess ingest = begin(INGEST, number, membership.settingsOf(number));
    awaitReady(ingest);
    return ingest;
  }

  /** Ends an instance by SIGTERM, and returns when it has ended. */
  void leave(ServiceProcess service) throws InterruptedException {
    services.remove(service);
    service.askToEnd();
    service.awaitEnd();
  }

  /** Ends an instance by SIGKILL. */
  void kill(ServiceProcess service) throws InterruptedException {
    services.remove(service);
    service.kill();
    service.awaitEnd();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) { // the JVM ends, and the hook does the rest
      return;
    }
    stop();
  }

  private synchronized void stop() {
    try {
      services.forEach(ServiceProcess::askToEnd);
      for (ServiceProcess service : services) {
        service.awaitEnd();
      }
      brokers.forEach(ServiceProcess::kill); // what they keep goes anyway, and the last would wait
      for (ServiceProcess broker : brokers) {
        broker.awaitEnd();
      }
      services.clear();
      brokers.clear();
      DirectoryTree.delete(directory);
    } catch (InterruptedException e) {
      processes().forEach(ServiceProcess::kill);
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("The directory [" + directory + "] stays behind", e);
    }
  }

  private void open(Settings given, ClusterSize size) throws IOException, InterruptedException {
    settings =
        given.with(
            SettingsOptions.known(),
            Map.of(
                CommonSettings.BOOTSTRAP_SERVERS.name(),
                openBrokers(size.brokers().nodes()),
                CommonSettings.TOPIC_PARTITIONS.name(),
                Integer.toString(size.partitions()),
                CommonSettings.TOPIC_REPLICATION_FACTOR.name(),
                Integer.toString(size.brokers().copies()),
                CommonSettings.HTTP_PORT.name(),
                "0"));
    createTopics();
    List<ServiceProcess> begun = new ArrayList<>();
    for (int i = 1; i <= size.ingest(); i++) {
      begun.add(begin(INGEST, i, membership.settingsOf(i)));
    }
    for (int i = 1; i <= size.workers(); i++) {
      begun.add(begin(WORKER, i, Map.of()));
    }
    begun.add(begin(TRAINER, 1, Map.of()));
    for (ServiceProcess service : begun) {
      awaitReady(service);
    }
  }

  /** All at once, as none of several is ready before most of them are. */
  private String openBrokers(int nodes) throws IOException, InterruptedException {
    List<Integer> controllers = freePorts(nodes);
    String all = controllers.stream().map(String::valueOf).collect(Collectors.joining(","));
    for (int node = 1; node <= nodes; node++) {
      String name = BROKER + "-" + node;
      List<String> arguments =
          new ArrayList<>(List.of(BROKER, "--data-dir", directory.resolve(name).toString()));
      if (nodes > 1) {
        arguments.addAll(List.of("--node", Integer.toString(node), "--controllers", all));
      }
      brokers.add(ServiceProcess.start(mainClass, BROKER, name, directory, arguments));
    }
    List<String> servers = new ArrayList<>();
    for (ServiceProcess broker : brokers) {
      String line = broker.awaitLine(BrokerCommand.ANNOUNCEMENT, START);
      servers.add(
          line.substring(
              line.indexOf(BrokerCommand.ANNOUNCEMENT) + BrokerCommand.ANNOUNCEMENT.length()));
    }
    return String.join(",", servers);
  }

  /** Services that all find topics missing would all create them. */
  private void createTopics() throws InterruptedException {
    try (Admin admin = Admin.create(settings.kafkaClient())) {
      var unused = new TopicProvisioner(admin, settings).create();
    } catch (ExecutionException e) {
      throw new CommandFailedException(
          "The brokers do not create the topics: " + e.getCause().getMessage(), e);
    }
  }

  private ServiceProcess begin(String kind, int number, Map<String, String> own)
      throws IOException {
    Map<String, String> all = new HashMap<>(settings.under(""));
    all.put(Settings.STREAMS + "state.dir", directory.resolve(kind + "-" + number).toString());
    all.putAll(own);
    ServiceProcess service = ServiceProcess.service(mainClass, kind, number, directory, all);
    services.add(service);
    return service;
  }

  private static void awaitReady(ServiceProcess service) throws IOException, InterruptedException {
    service.awaitLine(service.kind() + " is ready", START);
  }

  /** Different from each other, if not for sure from those that somebody else takes meanwhile. */
  private static List<Integer> freePorts(int count) throws IOException {
    ServerSocket[] sockets = new ServerSocket[count];
    try {
      for (int i = 0; i < count; i++) {
        sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      }
      return Arrays.stream(sockets).map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        if (socket != null) {
          socket.close();
        }
      }
    }
  }
}
