package io.qahan.ingest;

import io.javalin.config.JavalinState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qahan.ingest.board.Board;
import io.qahan.ingest.board.BrokerOffsets;
import io.qahan.ingest.board.ClockState;
import io.qahan.ingest.board.ServiceGroups;
import io.qahan.ingest.door.Pipeline;
import io.qahan.ingest.door.RecentPredictions;
import io.qahan.ingest.door.SummaryRoutes;
import io.qahan.ingest.door.Whereabouts;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.page.PageService;
import io.qahan.ingest.page.PageSources;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.ops.OperationsServer;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Every route of ingest, with the default model, on a free port; the producer only remembers. */
final class RoutesFixture implements AutoCloseable {
  static final String TOKEN = "0123456789abcdef";
  static final int MAX_BYTES = 5_000;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  volatile Health health = Health.ready("ready"); // read by the server's threads, as is open
  volatile boolean open = true;
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final TopicNames names = new TopicNames("t.");
  private final Codecs codecs = Codecs.singleObject(names);
  private final Board board = new Board(codecs, "default", 10);
  private final RecentPredictions recent =
      new RecentPredictions(codecs.of(Topics.PREDICTIONS), 10, clock, board::answered, () -> {});
  private final Collection<JavalinState> javalin = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Consumer<ConsumerRecord<byte[], byte[]>>> gallery =
      new CompletableFuture<>();
  private final IngestSetup setup;
  private final PageService page;
  private final OperationsServer server;

  RoutesFixture() {
    Settings settings =
        Settings.of(
            IngestSettings.all(),
            Map.of(
                "topic.prefix", names.prefix(),
                "ingest.http.admin.token", TOKEN,
                "ingest.image.max.bytes", Integer.toString(MAX_BYTES)));
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    setup = IngestSetup.of(settings);
    ServingModels models = setup.serving();
    IngestMeters meters = new IngestMeters(registry, clock, clock::millis, models);
    page =
        new PageService(
            new PageSources(
                board,
                recent,
                models,
                "default",
                codecs,
                () -> health,
                meters,
                new ServiceGroups(() -> KafkaFuture.completedFuture(List.of()), Map.of()),
                new BrokerOffsets(CompletableFuture::new),
                () -> new ClockState(0, Double.NaN),
                List.of()),
            setup.live(),
            setup.admin().isSet(),
            reader -> {
              gallery.complete(reader);
              return () -> {};
            },
            clock,
            System::nanoTime);
    HttpRoutes routes =
        new HttpRoutes(
            settings,
            codecs,
            setup,
            models,
            producer,
            recent,
            pipeline(),
            new Whereabouts(10, System::nanoTime),
            () -> health,
            new SummaryRoutes(() -> health, meters, recent, models, board.retrainings()::last),
            page);
    server =
        OperationsServer.start(
            settings,
            registry,
            () -> health,
            config -> {
              javalin.add(config.unsafe);
              routes.addTo(config);
            });
    page.start();
  }

  private Pipeline pipeline() {
    return new Pipeline() {
      @Override
      public boolean isOpen() {
        return open;
      }

      @Override
      public boolean isWaiting(String id) {
        return false;
      }

      @Override
      public CompletableFuture<Kept> kept(String id) {
        if (id.equals("no-broker")) {
          return CompletableFuture.failedFuture(new TimeoutException("no broker"));
        }
        return CompletableFuture.completedFuture(
            new Kept(Optional.empty(), Optional.empty(), "all was looked at"));
      }
    };
  }

  /** The routes that are registered, such as {@code GET /livez}. */
  List<String> routes() {
    return javalin.iterator().next().internalRouter.allHttpHandlers().stream()
        .filter(route -> route.endpoint.method.isHttpMethod())
        .map(route -> route.endpoint.method.name() + " " + route.endpoint.path)
        .toList();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  /** The model's version, as clients of the Open Inference Protocol name it. */
  String version() {
    return setup.model().convVersion();
  }

  static byte[] png() {
    return ImageEncoder.png(PixelImage.of(new ImageShape(1, 28, 28), new byte[784])).content();
  }

  /** The gallery has an image of that id, once somebody has looked. */
  void see(String id) {
    Image image =
        new Image(ImageEncoding.PNG, ByteBuffer.wrap(png()), List.of(), "test", NOW, null);
    gallery.orTimeout(60, TimeUnit.SECONDS).join().accept(record(Topics.IMAGES, id, image));
  }

  void predict(String id) {
    Prediction prediction =
        Prediction.newBuilder()
            .setPredicted(2)
            .setProbabilities(LittleEndian.floats(new float[10]))
            .setHeadVersion(4)
            .setHeadHash("abc")
            .setConvVersion(setup.model().convVersion())
            .setMask(ByteBuffer.wrap(Arrays.copyOf(new byte[] {0b1010}, 56 * 56 / 8)))
            .setMaskShape(List.of(56, 56))
            .setSolver("exact")
            .setOutcome(SolveOutcome.SOLVED)
            .setEnergy(-1.5)
            .setGreedyEnergy(-1.25)
            .setLowerBound(-1.5)
            .setDegraded(false)
            .setDeadlineMet(true)
            .setEventTime(NOW)
            .setPredictedAt(NOW)
            .setStageMillis(Map.of("solve", 2.0, "total", 12.0))
            .build();
    recent.accept(record(Topics.PREDICTIONS, id, prediction));
  }

  /** A step of a retraining was read. */
  void retrain(RetrainStep step) {
    board.retrainings().accept(record(Topics.RETRAININGS, "default", step));
  }

  private <T extends SpecificRecord> ConsumerRecord<byte[], byte[]> record(
      Topic<T> topic, String id, T value) {
    return new ConsumerRecord<>(
        names.of(topic), 0, 0, id.getBytes(StandardCharsets.UTF_8), codecs.of(topic).encode(value));
  }

  @Override
  public void close() {
    page.close();
    server.close();
    setup.close();
  }
}
