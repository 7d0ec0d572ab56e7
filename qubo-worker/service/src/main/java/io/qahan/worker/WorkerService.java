package io.qahan.worker;

import io.qahan.dwave.budget.QpuBudget;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.qubo.Solvers;
import io.qahan.schemas.clock.BrokerClock;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.metrics.MetricsRegistry;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.ops.OperationsServer;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ImageRoute;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.worker.chain.ChainLimits;
import io.qahan.worker.chain.ChainMetrics;
import io.qahan.worker.chain.ChainedSolver;
import io.qahan.worker.chain.DWaveLimits;
import io.qahan.worker.chain.DWaveSolver;
import io.qahan.worker.chain.SolverChain;
import io.qahan.worker.source.KafkaClients;
import io.qahan.worker.source.TaskSource;
import io.qahan.worker.source.TaskSources;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker of the pool, as a process of its own or as part of one: takes mask requests from Kafka,
 * sends mask results, and shows its state over HTTP. Thread safe.
 */
public final class WorkerService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WorkerService.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5); // with a broker that is gone

  private final QuboWorker worker;
  private final Producer<byte[], byte[]> producer;
  private final KafkaClients clients;
  private final OperationsServer http;
  private final List<ChainedSolver> solvers;

  private WorkerService(
      QuboWorker worker,
      Producer<byte[], byte[]> producer,
      KafkaClients clients,
      OperationsServer http,
      List<ChainedSolver> solvers) {
    this.worker = worker;
    this.producer = producer;
    this.clients = clients;
    this.http = http;
    this.solvers = solvers;
  }

  /** Every setting of the service. */
  public static List<Setting<?>> settings() {
    return WorkerSettings.all();
  }

  /**
   * Waits for a broker, joins the pool, and returns when the worker runs.
   *
   * @throws InterruptedException if the thread is interrupted while it waits for a broker
   * @throws IllegalStateException if the broker lacks what the settings ask for
   */
  public static WorkerService start(Settings settings, MetricsRegistry registry)
      throws InterruptedException {
    TopicLimits limits = BrokerConnection.prepare(settings, Role.WORKER);
    ImageRoute.check(settings, List.of());
    String given = settings.get(WorkerSettings.ID);
    String id = given.isEmpty() ? newId(new SecureRandom()) : given;
    KafkaClients clients =
        new KafkaClients(
            settings, settings.get(WorkerSettings.IN_FLIGHT), limits, id, registry.prometheus());
    WorkerMetrics metrics = new WorkerMetrics(registry.prometheus());
    ChainMetrics chainMetrics = new ChainMetrics(registry.prometheus());
    List<ChainedSolver> solvers =
        settings.get(WorkerSettings.SOLVERS).stream()
            .map(name -> solver(name, settings, chainMetrics))
            .toList();
    TopicNames topics = TopicNames.from(settings);
    TaskSource source =
        new TaskSources(
                clients,
                topics.of(Topics.MASK_REQUESTS),
                settings.get(WorkerSettings.IN_FLIGHT),
                settings.get(WorkerSettings.COMMIT_INTERVAL),
                settings.get(WorkerSettings.UNCOMMITTED))
            .open(
                settings.get(WorkerSettings.SOURCE),
                solvers.get(0).remote(),
                solvers.stream().anyMatch(ChainedSolver::remote));
    Producer<byte[], byte[]> producer = clients.producer();

    InFlight inFlight = new InFlight();
    metrics.inFlight(inFlight::count);
    SolverThreads threads = new SolverThreads(settings.get(WorkerSettings.THREADS));
    Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    Codecs codecs = Codecs.from(settings);
    BrokerClock broker = new BrokerClock();
    broker.bindTo(registry.prometheus());
    AnswerOutbox outbox =
        new AnswerOutbox(
            producer,
            source,
            codecs,
            topics,
            limits.withRequestsOf(clients.largestRequest()),
            broker,
            InstantSource.system(),
            System::nanoTime,
            metrics,
            inFlight,
            later);
    RequestServer server =
        new RequestServer(
            id,
            new RequestReader(codecs.of(Topics.MASK_REQUESTS)),
            new SolverChain(
                solvers,
                limits(settings),
                System::nanoTime,
                threads.goingOn(),
                chainMetrics,
                threads::fairShare),
            outbox,
            metrics,
            Tracing.global(),
            new RequestAges(broker),
            System::nanoTime);
    QuboWorker worker =
        new QuboWorker(
            source,
            server,
            outbox,
            threads,
            inFlight,
            clients.progress(),
            settings.get(WorkerSettings.CLOSE_TIMEOUT));
    worker.start();
    OperationsServer http;
    try {
      http = OperationsServer.start(settings, registry.prometheus(), worker::health, c -> {});
    } catch (RuntimeException e) { // the port is taken
      worker.close();
      producer.close(PATIENCE);
      clients.close();
      solvers.forEach(ChainedSolver::close);
      throw e;
    }
    log.info("Worker [{}] solves with {}", id, settings.get(WorkerSettings.SOLVERS));
    return new WorkerService(worker, producer, clients, http, solvers);
  }

  /** The port of its HTTP server. */
  public int httpPort() {
    return http.port();
  }

  public Health health() {
    return worker.health();
  }

  /** Answers what was taken, leaves the pool, stops. */
  @Override
  public void close() {
    worker.close();
    producer.close(PATIENCE);
    clients.close();
    http.close();
    solvers.forEach(ChainedSolver::close);
  }

  private static ChainedSolver solver(String name, Settings settings, ChainMetrics metrics) {
    return name.equals(DWaveSolver.NAME)
        ? dwave(settings, metrics)
        : ChainedSolver.onThisThread(Solvers.forMasks(name));
  }

  private static ChainedSolver dwave(Settings settings, ChainMetrics metrics) {
    QpuBudget budget =
        QpuBudget.open(
            BudgetFile.toUse(settings, ConfigHost.local()),
            settings.get(WorkerSettings.DWAVE_BUDGET),
            InstantSource.system());
    DWaveLimits limits =
        new DWaveLimits(
            settings.get(WorkerSettings.DWAVE_READS),
            settings.get(WorkerSettings.DWAVE_IN_FLIGHT),
            settings.get(WorkerSettings.DWAVE_LEAST_TIME),
            settings.get(WorkerSettings.DWAVE_BLOCKS),
            settings.get(WorkerSettings.DWAVE_TOGETHER),
            settings.get(WorkerSettings.DWAVE_LINGER),
            settings.get(WorkerSettings.DWAVE_ANNEAL));
    DWaveConfig config = DWaveConfigLoader.load(ConfigHost.local(), Map.of());
    return DWaveSolver.open(config, budget, limits, metrics);
  }

  private static ChainLimits limits(Settings settings) {
    return new ChainLimits(
        settings.get(WorkerSettings.SOLVER_BUDGET),
        settings.get(WorkerSettings.REMOTE_BUDGET),
        settings.get(WorkerSettings.ANSWER_MARGIN),
        settings.get(WorkerSettings.BREAKER_FAILURES),
        settings.get(WorkerSettings.BREAKER_DELAY));
  }

  /** Host, process and a random part, because a container's process id is often the same. */
  private static String newId(RandomGenerator random) {
    return String.format(
        Locale.ROOT,
        "%s-%d-%04x",
        hostName(),
        ProcessHandle.current().pid(),
        random.nextInt(1 << 16));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) { // a host that does not know its own name still can work
      return "localhost";
    }
  }
}
