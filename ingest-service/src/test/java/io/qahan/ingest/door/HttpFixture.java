package io.qahan.ingest.door;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.http.UriText;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ByteBudget;
import io.qahan.ingest.image.decode.DecodeBudget;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.inference.InferenceRoutes;
import io.qahan.ingest.label.LabelSender;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.ingest.stream.TopologyFixture;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The HTTP side of ingest on a free port, with a producer that only remembers. */
public final class HttpFixture implements AutoCloseable {
  public static final ImageShape SHAPE = new ImageShape(1, 4, 4);
  public static final int MAX_BYTES = 2_000;
  public static final int BATCH = 4;
  public static final int BATCH_BYTES = 6_000;
  public static final ClassNames CLASSES = new ClassNames(List.of("moon", "star", "two"));

  public volatile Health health = Health.ready("ready"); // read by the server's threads
  final SteppedClock clock = new SteppedClock();
  public final TopicNames names = new TopicNames("t.");
  public final Codecs codecs = Codecs.singleObject(names);
  public final MockProducer<byte[], byte[]> producer;
  final AtomicInteger refused = new AtomicInteger();
  final RecentPredictions recent =
      new RecentPredictions(
          codecs.of(Topics.PREDICTIONS),
          3,
          clock,
          (id, prediction) -> whereabouts().answered(id),
          refused::incrementAndGet);
  final AtomicLong nanos = new AtomicLong();
  final Whereabouts whereabouts = new Whereabouts(3, nanos::get);
  public final Set<String> waiting = ConcurrentHashMap.newKeySet();
  final Map<String, Pipeline.Kept> kept = new ConcurrentHashMap<>();
  final ByteBudget decodable = new ByteBudget(10 << 20);
  public final ByteBudget bodies = new ByteBudget(1 << 20);
  private final DecodeBudget decoding = new DecodeBudget(decodable, Duration.ofSeconds(10), 1);
  private final ImageDecoder decoder;
  public volatile boolean open = true; // read by the server's threads
  private final Pipeline pipeline =
      new Pipeline() {
        @Override
        public boolean isOpen() {
          return open;
        }

        @Override
        public boolean isWaiting(String id) {
          return waiting.contains(id);
        }

        @Override
        public CompletableFuture<Kept> kept(String id) {
          return CompletableFuture.completedFuture(
              kept.getOrDefault(
                  id, new Kept(Optional.empty(), Optional.empty(), "all was looked at")));
        }
      };
  private final ServedRoutes served;

  public HttpFixture(boolean producerCompletes) {
    this(producerCompletes, ImageLimits.DEFAULT);
  }

  HttpFixture(boolean producerCompletes, ImageLimits limits) {
    decoder = new ImageDecoder(SHAPE, limits, decoding);
    producer =
        new MockProducer<>(
            producerCompletes, null, new ByteArraySerializer(), new ByteArraySerializer());
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ServingModels models =
        TopologyFixture.serving(
            new ImageModel(
                "",
                decoder,
                new ConvShape(SHAPE, 2, 16),
                "fake-1",
                pixels -> new float[0][],
                new MaskTerms(BlockGrid.finest(16), Objective.SALIENT, 1, 1, 3),
                CLASSES));
    ImageDoor door =
        new ImageDoor(
            new ImageSender(
                producer, names.of(Topics.IMAGES), codecs.of(Topics.IMAGES), Tracing.OFF, clock),
            new LabelSender(producer, names.of(Topics.LABELS), codecs.of(Topics.LABELS)),
            recent,
            new HttpPolicy(models, MAX_BYTES, bodies, Duration.ofSeconds(20)),
            () -> "made-up",
            pipeline,
            whereabouts);
    HttpPolicy.Batches batches = new HttpPolicy.Batches(BATCH, BATCH_BYTES);
    ImageRoutes images = new ImageRoutes(door, batches);
    InferenceRoutes inference =
        new InferenceRoutes(door, batches, "shapes", () -> models.current().model(), () -> health);
    SummaryRoutes page =
        new SummaryRoutes(
            () -> Health.ready("ready"),
            new IngestMeters(registry, clock, clock::millis, models),
            recent,
            models,
            Optional::empty);
    served =
        new ServedRoutes(
            registry,
            config -> {
              UriText.checkedBy(config);
              images.addTo(config);
              inference.addTo(config);
              page.addTo(config);
            });
  }

  private Whereabouts whereabouts() {
    return whereabouts;
  }

  public static byte[] png() {
    return ImageEncoder.png(PixelImage.of(SHAPE, new byte[16])).content();
  }

  ServedRoutes.Answer post(String query, String type, byte[] body) throws IOException {
    return served.call(
        served
            .to("/images" + query)
            .post(RequestBody.create(body, type == null ? null : MediaType.get(type))));
  }

  public ServedRoutes.Answer get(String path) throws IOException {
    return served.get(path);
  }

  public void predict(String id, boolean degraded) {
    recent.accept(record(id, codecs.of(Topics.PREDICTIONS).encode(prediction(degraded))));
  }

  /** Its prediction has the headers of the image. */
  void predict(String id, Headers headers) {
    recent.accept(predicted(id, headers));
  }

  ConsumerRecord<byte[], byte[]> predicted(String id, Headers headers) {
    ConsumerRecord<byte[], byte[]> record =
        record(id, codecs.of(Topics.PREDICTIONS).encode(prediction(false)));
    headers.forEach(record.headers()::add);
    return record;
  }

  private Prediction prediction(boolean degraded) {
    return Prediction.newBuilder()
        .setPredicted(2)
        .setProbabilities(LittleEndian.floats(new float[] {0.1f, 0.2f, 0.7f}))
        .setHeadVersion(4)
        .setHeadHash("abc")
        .setConvVersion("fake-1")
        .setMask(ByteBuffer.wrap(new byte[] {0b1010, 0}))
        .setMaskShape(List.of(4, 4))
        .setSolver("exact")
        .setOutcome(SolveOutcome.SOLVED)
        .setEnergy(-1.5)
        .setGreedyEnergy(-1.25)
        .setLowerBound(null)
        .setDegraded(degraded)
        .setDeadlineMet(true)
        .setEventTime(clock.instant())
        .setPredictedAt(clock.instant())
        .setStageMillis(Map.of("total", 12.0))
        .build();
  }

  /** A request of any kind to a path. */
  public ServedRoutes.Answer call(String path, UnaryOperator<Request.Builder> request)
      throws IOException {
    return served.call(request.apply(served.to(path)));
  }

  /** The same, with the answer's bytes as they are; the caller closes it. */
  public Response open(String path, UnaryOperator<Request.Builder> request) throws IOException {
    return served.open(request.apply(served.to(path)));
  }

  void deadLetter(String id, String cause, String message) {
    whereabouts.accept(letter(id, cause, message));
  }

  ConsumerRecord<byte[], byte[]> letter(String id, String cause, String message) {
    ConsumerRecord<byte[], byte[]> letter =
        new ConsumerRecord<>(
            "t.dlq.images.v1", 0, 0, id.getBytes(StandardCharsets.UTF_8), new byte[] {1});
    new DeadLetter("decode", cause, message, "t.images.v1", 0, 0)
        .addTo(letter.headers())
        .forEach(letter.headers()::add);
    return letter;
  }

  void read(String id, byte[] value) {
    recent.accept(record(id, value));
  }

  private static ConsumerRecord<byte[], byte[]> record(String id, byte[] value) {
    return new ConsumerRecord<>(
        "t.predictions.v1", 0, 0, id.getBytes(StandardCharsets.UTF_8), value);
  }

  @Override
  public void close() {
    served.close();
    decoding.close();
  }
}
