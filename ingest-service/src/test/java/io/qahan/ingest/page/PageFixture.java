package io.qahan.ingest.page;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qahan.ingest.IngestSettings;
import io.qahan.ingest.board.Board;
import io.qahan.ingest.board.BrokerOffsets;
import io.qahan.ingest.board.ClockState;
import io.qahan.ingest.board.ServiceGroups;
import io.qahan.ingest.control.AccessToken;
import io.qahan.ingest.control.ControlRoutes;
import io.qahan.ingest.control.ControlSender;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.door.RecentPredictions;
import io.qahan.ingest.door.ServedRoutes;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.ingest.stream.TopologyFixture;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.position.OffsetsRetention;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The live page of a small ingest on a free port: grey images of 8 x 8 pixels, 16 features, one
 * block each, 3 classes.
 */
public final class PageFixture implements AutoCloseable {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final ConvShape SHAPE = new ConvShape(new ImageShape(1, 8, 8), 2, 4);
  static final String CONV = "fake-1";
  public static final String TOKEN = "0123456789abcdef";

  final TopicNames names = new TopicNames("t.");
  public final Codecs codecs = Codecs.singleObject(names);
  final Board board = new Board(codecs, "default", 1_000);
  final RecentPredictions recent =
      new RecentPredictions(
          codecs.of(Topics.PREDICTIONS), 1_000, clock(), board::answered, () -> {});
  public final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  final List<MeterRegistry> workers = new CopyOnWriteArrayList<>();
  final AtomicInteger imageReaders = new AtomicInteger();
  final PageService live;
  private final ServedRoutes served;
  private volatile Consumer<ConsumerRecord<byte[], byte[]>> gallery = record -> {};

  public PageFixture(String token, PageOptions options) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    ImageModel model =
        new ImageModel(
            "",
            new ImageDecoder(SHAPE.input(), ImageLimits.DEFAULT),
            SHAPE,
            CONV,
            images -> images.stream().map(PixelImage::scaled).toArray(float[][]::new),
            new MaskTerms(BlockGrid.finest(16), Objective.SALIENT, 1, 1, 3),
            ClassNames.numbered(3));
    ServingModels models = TopologyFixture.serving(model);
    AccessToken admin = AccessToken.of(IngestSettings.ADMIN_TOKEN, token, System::nanoTime);
    live =
        new PageService(
            new PageSources(
                board,
                recent,
                models,
                "default",
                codecs,
                () -> Health.ready("ready"),
                new IngestMeters(registry, clock(), clock()::millis, models),
                new ServiceGroups(
                    () -> KafkaFuture.completedFuture(List.of()),
                    Map.of("trainer", Set.of("t.trainer-join"))),
                new BrokerOffsets(
                    () -> CompletableFuture.completedFuture(OffsetsRetention.of(null))),
                () -> new ClockState(0, Double.NaN),
                workers),
            options,
            admin.isSet(),
            reader -> {
              gallery = reader;
              imageReaders.incrementAndGet();
              return imageReaders::decrementAndGet;
            },
            clock(),
            System::nanoTime);
    ControlRoutes controls =
        new ControlRoutes(
            admin,
            new ControlSender(
                producer, names.of(Topics.CONTROL), "default", codecs.of(Topics.CONTROL)),
            clock());
    served =
        new ServedRoutes(
            registry,
            config -> {
              controls.addTo(config);
              live.addTo(config);
            });
  }

  static PageFixture started(PageOptions options) {
    PageFixture fixture = new PageFixture("", options);
    fixture.live.start();
    return fixture;
  }

  static Clock clock() {
    return Clock.fixed(START, ZoneOffset.UTC);
  }

  int port() {
    return served.port();
  }

  ServedRoutes.Answer get(String path) throws IOException {
    return served.get(path);
  }

  public ServedRoutes.Answer control(String authorization, String body) throws IOException {
    Request.Builder request =
        served.to("/control").post(RequestBody.create(body, MediaType.get("application/json")));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return served.call(request);
  }

  EventReader events() throws IOException {
    return new EventReader(
        served.open(served.to("/live/events").header("Accept", "text/event-stream")));
  }

  /** An image comes in, is answered, and, if the label is not negative, labelled. */
  void stream(String id, int predicted, int label) {
    image(id);
    predict(id, predicted, "exact", CONV);
    if (label >= 0) {
      board.labelled(
          record(
              Topics.LABELS.base(),
              id,
              codecs.of(Topics.LABELS).encode(new Label(label, "test", START))));
    }
  }

  void image(String id) {
    byte[] pixels = new byte[64];
    pixels[9] = (byte) 200;
    Image image =
        new Image(
            ImageEncoding.RAW, ByteBuffer.wrap(pixels), List.of(1, 8, 8), "test", START, null);
    gallery.accept(record("images", id, codecs.of(Topics.IMAGES).encode(image)));
  }

  void predict(String id, int predicted, String solver, String convVersion) {
    recent.accept(
        record(
            "predictions",
            id,
            codecs.of(Topics.PREDICTIONS).encode(prediction(predicted, solver, convVersion))));
  }

  public static Prediction prediction(int predicted, String solver, String convVersion) {
    return Prediction.newBuilder()
        .setPredicted(predicted)
        .setProbabilities(LittleEndian.floats(new float[] {0.125f, 0.25f, 0.625f}))
        .setHeadVersion(4)
        .setHeadHash("abc")
        .setConvVersion(convVersion)
        .setMask(ByteBuffer.wrap(new byte[] {0b1010, 0}))
        .setMaskShape(List.of(4, 4))
        .setSolver(solver)
        .setOutcome(SolveOutcome.SOLVED)
        .setEnergy(-1.5)
        .setGreedyEnergy(-1.25)
        .setLowerBound(null)
        .setDegraded(false)
        .setDeadlineMet(true)
        .setEventTime(START)
        .setPredictedAt(START)
        .setStageMillis(Map.of("solve", 2.0, "total", 12.0))
        .build();
  }

  public static ConsumerRecord<byte[], byte[]> record(String topic, String key, byte[] value) {
    return new ConsumerRecord<>(topic, 0, 0, key.getBytes(StandardCharsets.UTF_8), value);
  }

  @Override
  public void close() {
    live.close();
    served.close();
  }
}
