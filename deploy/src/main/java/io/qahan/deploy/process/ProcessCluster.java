package io.qahan.deploy.process;

import io.qahan.deploy.cli.AtExit;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerCommand;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicProvisioner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
 * Brokers and services as processes on loopback, with a directory that goes with them. Closing it
 * ends them, services before brokers; so does the end of this JVM, but not its sudden death. Thread
 * safe.
 */
public final class ProcessCluster implements AutoCloseable {
  public static final String BROKER = "broker";
  public static final String INGEST = "ingest";
  public static final String WORKER = "worker";
  public static final String TRAINER = "trainer";

  private static final Duration START = Duration.ofMinutes(3);
  private static final String LOOPBACK = "127.0.0.1:";

  private final Plan plan;
  private final List<ServiceProcess> brokers = new CopyOnWriteArrayList<>();
  private final List<ServiceProcess> services = new CopyOnWriteArrayList<>();
  private final Path directory;
  private final List<Integer> ports; // of brokers for clients, then for controllers
  private final Lines lines;
  private final AtExit atExit = new AtExit("cluster-shutdown", this::stop);
  private Settings settings;

  /** What a service is told beside the settings of all. */
  @FunctionalInterface
  public interface OwnSettings {
    /** Nothing. */
    OwnSettings NONE = (kind, number) -> Map.of();

    Map<String, String> of(String kind, int number);
  }

  /**
   * What is to be started.
   *
   * @param mainClass of the command line
   * @param settings of all services; the brokers named there are replaced
   * @param directory for records, states and what the processes say; closed with the cluster
   * @param lines whether each service reaches each broker by a line of its own, which can be cut
   */
  public record Plan(
      String mainClass,
      Settings settings,
      ClusterShape shape,
      OwnSettings own,
      BrokerDirectory directory,
      boolean lines) {}

  private ProcessCluster(Plan plan) throws IOException {
    this.plan = plan;
    this.directory = plan.directory().beside("");
    // All at once: of two choices the second may be of what the first had and gave back.
    int own = 2 * plan.shape().brokers();
    List<Integer> free = freePorts(own + (plan.lines() ? Lines.count(plan.shape()) : 0));
    this.ports = free.subList(0, own);
    this.lines =
        plan.lines() ? Lines.between(plan.shape(), free.subList(own, free.size())) : Lines.none();
  }

  /**
   * Starts everything and returns when all of it is ready.
   *
   * @throws CommandFailedException if a process ends before it is ready
   */
  public static ProcessCluster start(Plan plan) throws IOException, InterruptedException {
    ProcessCluster cluster = new ProcessCluster(plan);
    try {
      cluster.open();
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** The settings in use, with the addresses of the brokers, which no {@link Line} leads to. */
  public Settings settings() {
    return settings;
  }

  /** All processes, brokers first. */
  public List<ServiceProcess> processes() {
    List<ServiceProcess> all = new ArrayList<>(brokers);
    all.addAll(services);
    return all;
  }

  /** The process of a name. */
  public ServiceProcess process(String name) {
    return processes().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  /** Whether every service runs and has said that it is ready since it was started last. */
  public boolean areServicesReady() {
    return services.stream()
        .allMatch(service -> service.isAlive() && service.httpPort().isPresent());
  }

  /** The lines from services to brokers; none unless they were asked for. */
  public Lines lines() {
    return lines;
  }

  /** What a process said that has ended unasked; empty while all run. */
  public Optional<String> failure() {
    return processes().stream().map(ServiceProcess::failure).flatMap(Optional::stream).findFirst();
  }

  /**
   * Starts one more instance of ingest, or one in place of another that has ended; returns when it
   * is ready.
   */
  public ServiceProcess join(int number) throws IOException, InterruptedException {
    ServiceProcess ingest = begin(INGEST, number);
    awaitReady(ingest);
    return ingest;
  }

  /** Ends an instance by SIGTERM, and returns when it has ended. */
  public void leave(ServiceProcess service) throws InterruptedException {
    services.remove(service);
    service.askToEnd();
    service.awaitEnd();
  }

  /** Ends an instance by SIGKILL. */
  public void kill(ServiceProcess service) throws InterruptedException {
    services.remove(service);
    service.kill();
    service.awaitEnd();
  }

  @Override
  public void close() {
    atExit.close();
  }

  private synchronized void stop() {
    try {
      for (ServiceProcess process : processes()) {
        process.resume();
      }
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
      lines.close();
      plan.directory().close();
    } catch (InterruptedException e) {
      processes().forEach(ServiceProcess::kill);
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("Processes of [" + directory + "] may go on", e);
    }
  }

  private void open() throws IOException, InterruptedException {
    ClusterShape shape = plan.shape();
    settings =
        plan.settings()
            .with(
                SettingsOptions.known(),
                Map.of(
                    CommonSettings.BOOTSTRAP_SERVERS.name(),
                    openBrokers(shape.brokers()),
                    CommonSettings.TOPIC_PARTITIONS.name(),
                    Integer.toString(shape.partitions()),
                    CommonSettings.TOPIC_REPLICATION_FACTOR.name(),
                    Integer.toString(shape.copies()),
                    CommonSettings.HTTP_PORT.name(),
                    "0"));
    createTopics();
    List<ServiceProcess> begun = new ArrayList<>();
    for (Map.Entry<String, Integer> kind : shape.counts().entrySet()) {
      for (int number = 1; number <= kind.getValue(); number++) {
        begun.add(begin(kind.getKey(), number));
      }
    }
    for (ServiceProcess service : begun) {
      awaitReady(service);
    }
  }

  /** All at once, as none of several is ready before most of them are. */
  private String openBrokers(int nodes) throws IOException, InterruptedException {
    List<Integer> clients = ports.subList(0, nodes);
    List<Integer> controllers = ports.subList(nodes, 2 * nodes);
    String all = controllers.stream().map(String::valueOf).collect(Collectors.joining(","));
    for (int node = 1; node <= nodes; node++) {
      String name = BROKER + "-" + node;
      List<String> arguments =
          new ArrayList<>(List.of(BROKER, "--data-dir", directory.resolve(name).toString()));
      arguments.addAll(List.of("--port", Integer.toString(clients.get(node - 1))));
      arguments.addAll(List.of("--node", Integer.toString(node), "--controllers", all));
      lines.listenersOf(name).forEach(listener -> arguments.addAll(List.of("--listen", listener)));
      brokers.add(ServiceProcess.start(plan.mainClass(), BROKER, name, directory, arguments));
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

  private ServiceProcess begin(String kind, int number) throws IOException {
    String name = kind + "-" + number;
    Map<String, String> all = new HashMap<>(settings.under(""));
    all.put(Settings.STREAMS + "state.dir", directory.resolve(name).toString());
    all.putAll(plan.own().of(kind, number));
    List<Line> own = lines.of(name);
    if (!own.isEmpty()) {
      all.put(
          CommonSettings.BOOTSTRAP_SERVERS.name(),
          own.stream().map(line -> LOOPBACK + line.port()).collect(Collectors.joining(",")));
    }
    ServiceProcess service = ServiceProcess.service(plan.mainClass(), kind, number, directory, all);
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
