package io.qahan.ingest;

import static io.qahan.ingest.follow.TopicFollower.From.BEGINNING;
import static io.qahan.ingest.follow.TopicFollower.From.LATEST;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.qahan.ingest.candidate.CandidateLimits;
import io.qahan.ingest.door.ImageSender;
import io.qahan.ingest.door.Pipeline;
import io.qahan.ingest.follow.PastRecords;
import io.qahan.ingest.follow.TopicFollower;
import io.qahan.ingest.page.PageService;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.stream.IngestProperties;
import io.qahan.ingest.stream.IngestTopology;
import io.qahan.ingest.stream.TopologyParts;
import io.qahan.ingest.stream.WarmUp;
import io.qahan.schemas.clock.WatchedClients;
import io.qahan.schemas.metrics.MetricsRegistry;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.ops.GroupLag;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.ops.OperationsServer;
import io.qahan.schemas.position.GroupPositions;
import io.qahan.schemas.rights.Role;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Setting;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
import io.qahan.schemas.signing.Signatures;
import io.qahan.schemas.streams.OneModel;
import io.qahan.schemas.streams.StreamsApplication;
import io.qahan.schemas.streams.StreamsClients;
import io.qahan.schemas.topic.ImageRoute;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ingest service: images in, predictions out. Several instances against one broker share the
 * work by partitions. Thread safe.
 */
public final class IngestService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IngestService.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Longer than a young JVM needs on two processors, and no long wait for a machine that has none.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final Settings settings;
  private final MetricsRegistry metrics;
  private final IngestParts parts;
  private final Collection<MeterRegistry> workers;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private OperationsServer server;
  private volatile TopicLimits limits;
  private volatile StreamsApplication streams;
  private volatile PastRecords past;
  private volatile boolean running;

  private IngestService(
      Settings settings,
      MetricsRegistry metrics,
      IngestParts parts,
      Collection<MeterRegistry> workers) {
    this.settings = settings;
    this.metrics = metrics;
    this.parts = parts;
    this.workers = workers;
  }

  /** Every setting that {@link #start} reads. */
  public static List<Setting<?>> settings() {
    return IngestSettings.all();
  }

  /**
   * Starts the service and returns when images flow. The HTTP server answers before that, so that a
   * waiting start can be told from a dead one.
   *
   * @throws SettingsException if the settings cannot be used, listing every fault
   * @throws IllegalStateException if the brokers refuse to work for us
   * @throws InterruptedException if interrupted while waiting for the brokers
   */
  public static IngestService start(Settings settings, MetricsRegistry metrics)
      throws InterruptedException {
    return start(settings, metrics, List.of());
  }

  /**
   * The same, with workers in this JVM, whose solver chains the live page then shows.
   *
   * @param workers their registries; more may be added while ingest runs, if that is thread safe
   */
  public static IngestService start(
      Settings settings, MetricsRegistry metrics, Collection<MeterRegistry> workers)
      throws InterruptedException {
    IngestSetup setup = IngestSetup.of(Signatures.appliedTo(settings, metrics.prometheus()));
    IngestParts parts = new IngestParts(setup, metrics.prometheus());
    IngestService service = new IngestService(setup.settings(), metrics, parts, workers);
    service.opened.push(setup);
    service.opened.push(parts.models());
    try {
      service.open();
      return service;
    } catch (InterruptedException | RuntimeException e) {
      service.close();
      throw e;
    }
  }

  /** The port of the HTTP server. */
  public int httpPort() {
    return server.port();
  }

  /**
   * Live until the topology stops for good, or no image gets on for very long; ready while it runs,
   * the heads are read, and images get on; a release that does not serve is told and changes
   * neither.
   */
  public Health health() {
    if (!running) {
      return Health.starting("starting");
    }
    String newest = parts.releases().fault().map(fault -> "; newest release: " + fault).orElse("");
    String head =
        parts.heads().fault().map(fault -> "; a newer head is refused: " + fault).orElse("");
    return streams.health(
        "ready: head " + parts.models().head().version() + " serves" + head + newest);
  }

  /** Stops taking images, commits, hands the partitions over, and stops. */
  @Override
  public void close() {
    running = false;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) { // one part must not keep the others open
        log.warn("A part of ingest did not close well: {}", e.toString());
      }
    }
  }

  private void open() throws InterruptedException {
    openHttp();
    limits = BrokerConnection.prepare(settings, Role.INGEST);
    Properties properties =
        IngestProperties.of(settings, settings.get(IngestSettings.THREADS), parts.pace());
    List<String> changelogs =
        IngestTopology.changelogs(properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG));
    ImageRoute.check(settings, changelogs);
    followModels();
    followHeads();
    followOutcomes();
    new WarmUp(parts.names(), parts.models(), System::nanoTime).run(WARM_UP);
    openStreams(properties, () -> ImageRoute.ask(settings, changelogs));
    running = true;
    warnOfOpenDoors();
    log.info(
        "Ingest runs: {} at http port {}",
        parts.models().current().model().attention(),
        httpPort());
  }

  private void warnOfOpenDoors() {
    if (parts.setup().admin().isSet()
        && Signatures.of(settings).filter(s -> !s.canSign()).isPresent()) {
      log.warn(
          "[{}] is set, but [{}] is not: orders for the training that come over HTTP are not signed,"
              + " and the trainer refuses them",
          IngestSettings.ADMIN_TOKEN.name(),
          CommonSettings.SIGNING_KEY.name());
    }
    String host = settings.get(CommonSettings.HTTP_HOST);
    boolean isOpen = !host.startsWith("127.") && !host.equals("localhost") && !host.equals("::1");
    if (isOpen && !parts.setup().clients().isSet()) {
      log.warn(
          "[{}] is [{}] and [{}] is not set: whoever reaches port {} may send images",
          CommonSettings.HTTP_HOST.name(),
          host,
          IngestSettings.CLIENT_TOKEN.name(),
          httpPort());
    }
  }

  private void openHttp() {
    Producer<byte[], byte[]> producer =
        opened(WatchedClients.system().producer(() -> ImageSender.producer(settings)));
    opened(new KafkaClientMetrics(producer)).bindTo(metrics.prometheus());
    Admin admin = opened(Admin.create(settings.kafkaClient()));
    PageService page = parts.page(this::health, admin, workers, this::imageReader);
    HttpRoutes routes = parts.routes(producer, page, this::health, pipeline());
    server =
        opened(OperationsServer.start(settings, metrics.prometheus(), this::health, routes::addTo));
    opened(page).start();
  }

  private Pipeline pipeline() {
    return new Pipeline() {
      @Override
      public boolean isOpen() {
        return running;
      }

      @Override
      public boolean isWaiting(String id) {
        return running && IngestTopology.isWaiting(streams.kafka(), id);
      }

      @Override
      public CompletableFuture<Kept> kept(String id) {
        PastRecords asked = past;
        return asked == null
            ? CompletableFuture.failedFuture(new IllegalStateException("ingest is starting"))
            : parts.kept(asked, id);
      }
    };
  }

  private AutoCloseable imageReader(Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    return follower("images", Map.of(parts.names().of(Topics.IMAGES), reader), LATEST);
  }

  /** No image may be taken in by an older version than before a restart. */
  private void followModels() throws InterruptedException {
    opened(parts.releases());
    TopicFollower followed =
        opened(
            follower(
                "models", Map.of(parts.names().of(Topics.MODELS), parts.releases()), BEGINNING));
    while (!followed.awaitCaughtUp(PATIENCE)) {
      log.info("Still reading the models");
    }
    try {
      parts.releases().start();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the releases of the model were not read", e.getCause());
    }
    ServedModel serving = parts.models().current();
    if (settings.isGiven(CommonSettings.MODEL)
        && serving.release() == 0
        && serving.version().isEmpty()) {
      log.warn(
          "Nothing was released of model [{}], and there is no model.file: the conv stack [{}] serves"
              + " under its name, with an untrained head unless one was published. If another was"
              + " meant, push it: qahan models push FILE",
          settings.get(CommonSettings.MODEL),
          serving.model().convVersion());
    }
  }

  /** The first prediction must not be made by an older head than the last one before a restart. */
  private void followHeads() throws InterruptedException {
    parts.heads().heed(opened(parts.trainer(limits))::live);
    TopicFollower followed = opened(follower("heads", parts.headReaders(), BEGINNING));
    while (!followed.awaitCaughtUp(PATIENCE)) {
      log.info("Still reading the heads");
    }
    Optional<String> others = parts.heads().ofOthers();
    if (others.isPresent()) {
      throw new IllegalStateException(others.get());
    }
  }

  /** What became of the images of the whole system, from now on, and lately. */
  private void followOutcomes() {
    opened(follower("outcomes", parts.outcomeReaders(), LATEST));
    past = opened(PastRecords.open(settings, limits));
    parts.readBack(past);
  }

  private TopicFollower follower(
      String name,
      Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> readers,
      TopicFollower.From from) {
    return TopicFollower.start(settings, limits, metrics.prometheus(), name, readers, from);
  }

  private void openStreams(Properties properties, Supplier<Optional<String>> topicFault)
      throws InterruptedException {
    String group = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
    OneModel.require(settings, group);
    GroupPositions positions =
        new GroupPositions(
            settings, metrics.prometheus(), group, IngestTopology.sources(parts.names()));
    positions.prepare();
    GroupLag lag =
        opened(
            GroupLag.start(
                settings, metrics.prometheus(), group, Topics.IMAGES, Topics.MASK_RESULTS));
    TopicLimits written = limits.withRequestsOf(StreamsClients.largestRequest(properties));
    TopologyParts topology = parts.topology(written, positions.places());
    streams =
        opened(
            new StreamsApplication(
                "ingest",
                IngestTopology.of(
                    topology,
                    settings.get(CommonSettings.MODEL),
                    new CandidateLimits(
                        settings.get(IngestSettings.CANDIDATE_MARGIN),
                        settings.get(IngestSettings.CANDIDATE_RATE))),
                properties,
                IngestTopology.clients(topology, limits, positions),
                lag.progress(),
                metrics.prometheus(),
                topicFault));
    opened(new KafkaStreamsMetrics(streams.kafka())).bindTo(metrics.prometheus());
    streams.start();
    streams.awaitRunning();
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.push(part);
    return part;
  }
}
