package io.qahan.ingest.stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.ingest.candidate.CandidateLimits;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.deadline.CommitPace;
import io.qahan.ingest.deadline.CommitTimes;
import io.qahan.ingest.deadline.DeadlineFrom;
import io.qahan.ingest.deadline.IngestTiming;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.LiveHead;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.DecodeBudget;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.release.ReleasedFiles;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.serving.ServedModel;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.clock.BrokerClock;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.position.GroupPlaces;
import io.qahan.schemas.streams.QuietPolls;
import io.qahan.schemas.topic.AnsweredRequest;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * The topology of ingest over tiny images: 4 x 4 grey pixels, whose features are the pixels
 * themselves, cut into 16 blocks of which 3 are kept, and 3 classes.
 */
public final class TopologyFixture implements AutoCloseable {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration DEADLINE = Duration.ofSeconds(2);
  static final Duration RETENTION = Duration.ofMinutes(10);
  static final String MODEL = "default";
  public static final String CONV = "fake-1";
  private static final ImageShape SHAPE = new ImageShape(1, 4, 4);

  final TopicNames names = new TopicNames("t.");
  final Codecs codecs = Codecs.singleObject(names);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ServingModels models;
  final LiveHead live;
  final AtomicLong nanos = new AtomicLong();

  final BrokerClock broker = new BrokerClock();

  /** What the driver's clock shows. */
  final AtomicLong steady = new AtomicLong(START.toEpochMilli());

  final CommitTimes commits;

  /** The wall clock, which may step; {@link #advance} has it go with the steady time. */
  final AtomicLong wall = new AtomicLong(START.toEpochMilli());

  final TopologyParts parts;
  final IngestMeters meters;
  final TopologyTestDriver driver;

  TopologyFixture() {
    this(BlockGrid.finest(16), 3);
  }

  TopologyFixture(BlockGrid grid, int kept) {
    this(grid, kept, PixelImage::scaled);
  }

  TopologyFixture(BlockGrid grid, int kept, Function<PixelImage, float[]> conv) {
    this(terms(grid, kept), conv, Tracing.OFF, DeadlineFrom.ARRIVAL);
  }

  TopologyFixture(MaskTerms terms) {
    this(terms, PixelImage::scaled, Tracing.OFF, DeadlineFrom.ARRIVAL);
  }

  /** The usual images, traced. */
  TopologyFixture(Tracing tracing) {
    this(terms(BlockGrid.finest(16), 3), PixelImage::scaled, tracing, DeadlineFrom.ARRIVAL);
  }

  /** The usual images, whose deadline counts from there. */
  TopologyFixture(DeadlineFrom from) {
    this(terms(BlockGrid.finest(16), 3), PixelImage::scaled, Tracing.OFF, from);
  }

  /** The usual images, decoded by another decoder. */
  TopologyFixture(ImageLimits limits, DecodeBudget budget) {
    this(
        terms(BlockGrid.finest(16), 3),
        PixelImage::scaled,
        Tracing.OFF,
        DeadlineFrom.ARRIVAL,
        new ImageDecoder(SHAPE, limits, budget));
  }

  private static MaskTerms terms(BlockGrid grid, int kept) {
    return new MaskTerms(grid, Objective.SALIENT, 1, 1, kept);
  }

  private TopologyFixture(
      MaskTerms terms, Function<PixelImage, float[]> conv, Tracing tracing, DeadlineFrom from) {
    this(terms, conv, tracing, from, new ImageDecoder(SHAPE, ImageLimits.DEFAULT));
  }

  private TopologyFixture(
      MaskTerms terms,
      Function<PixelImage, float[]> conv,
      Tracing tracing,
      DeadlineFrom from,
      ImageDecoder decoder) {
    ImageModel model =
        new ImageModel(
            "",
            decoder,
            new ConvShape(SHAPE, 2, 16),
            CONV,
            images -> images.stream().map(conv).toArray(float[][]::new),
            terms,
            ClassNames.numbered(3));
    models = serving(model);
    live = models.current().live();
    meters =
        new IngestMeters(registry, Clock.fixed(START, ZoneOffset.UTC), START::toEpochMilli, models);
    commits =
        new CommitTimes(
            registry, steady::get, System::nanoTime, broker, Duration.ZERO, DEADLINE); // until told
    parts =
        new TopologyParts(
            names,
            TopicLimits.ofCatalogue(names),
            codecs,
            models,
            new ReleasedFiles(Path.of("target", "released-files")),
            new IngestTiming(DEADLINE, from, RETENTION),
            meters,
            tracing,
            commits,
            CommitPace.of(DEADLINE),
            broker,
            () -> Instant.ofEpochMilli(wall.get()),
            () -> nanos.addAndGet(1_000_000), // each look at the clock takes a millisecond
            new GroupPlaces(),
            new PolledImages(names.of(Topics.IMAGES)),
            new QuietPolls(System::nanoTime));
    driver =
        new TopologyTestDriver(
            IngestTopology.of(parts, MODEL, new CandidateLimits(0.2, 2)), properties(), START);
  }

  /** Lets time pass. */
  void advance(Duration time) {
    wall.addAndGet(time.toMillis());
    steady.addAndGet(time.toMillis());
    driver.advanceWallClockTime(time);
  }

  /** A model in service, with the untrained head. */
  public static ServingModels serving(ImageModel model) {
    return new ServingModels(
        new ServedModel(0, model, new LiveHead(Head.untrained(model.headShape())), () -> {}));
  }

  /** One that nobody sends an image to. */
  public static ServingModels serving(HeadShape shape) {
    return serving(
        new ImageModel(
            shape.modelVersion(),
            new ImageDecoder(SHAPE, ImageLimits.DEFAULT),
            new ConvShape(SHAPE, 2, 16),
            shape.convVersion(),
            images -> new float[0][],
            terms(BlockGrid.finest(shape.features()), 3),
            ClassNames.numbered(shape.classes())));
  }

  public static HeadShape headShape() {
    return new HeadShape(3, 16, CONV);
  }

  /** A head of that version that always answers {@code favourite}. */
  public static Head head(long version, int favourite, HeadShape shape) {
    float[] weights = new float[shape.weights()];
    weights[shape.classes() * shape.features() + favourite] = 5;
    try {
      return Head.of(
          shape,
          new HeadLineage(version, version - 1, OptionalLong.empty()),
          new HeadProgress(version, version * 32, 0, 0.5, 0.9, START, OptionalLong.empty()),
          weights);
    } catch (HeadRefusedException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] png(long seed) {
    byte[] pixels = new byte[16];
    new Random(seed).nextBytes(pixels);
    return ImageEncoder.png(PixelImage.of(SHAPE, pixels)).content();
  }

  static Image image(byte[] png, Integer label) {
    return new Image(
        ImageEncoding.PNG, ByteBuffer.wrap(png), List.of(), "test", START.minusMillis(5), label);
  }

  /** A worker's answer to a request: keeps exactly these blocks. */
  static MaskResult result(MaskRequest request, int... kept) {
    int n = request.getShape().get(0);
    int d = request.getShape().get(1);
    Mask mask = Mask.of(n, kept);
    float[] blocks = LittleEndian.floats(request.getBlocks());
    MaskProblem problem =
        MaskProblem.of(
            blocks,
            n,
            d,
            Objective.SALIENT,
            request.getLambda1(),
            request.getLambda2(),
            request.getK());
    return MaskResult.newBuilder()
        .setMask(ByteBuffer.wrap(mask.toBytes()))
        .setShape(List.of(n, d))
        .setKeptValues(LittleEndian.floats(KeptFeatures.rows(blocks, d, mask)))
        .setEnergy(problem.energy(mask))
        .setAttentionEnergy(problem.attentionEnergy(mask))
        .setLowerBound(null)
        .setGreedyEnergy(request.getGreedyEnergy())
        .setSolver("exact")
        .setOutcome(SolveOutcome.SOLVED)
        .setQueuedMillis(1.5)
        .setSolveMillis(0.5)
        .setConvVersion(request.getConvVersion())
        .setWorker("w1")
        .build();
  }

  void sendImage(String id) {
    send(Topics.IMAGES, id, image(png(id.hashCode()), null));
  }

  <T extends SpecificRecord> void send(Topic<T> topic, String key, T value) {
    sendBytes(topic, key.getBytes(StandardCharsets.UTF_8), codecs.of(topic).encode(value));
  }

  /** A result as a worker sends it, which says what it answers. */
  void sendResult(String id, MaskResult result, AnsweredRequest answered) {
    sendBytes(
        Topics.MASK_RESULTS,
        id.getBytes(StandardCharsets.UTF_8),
        codecs.of(Topics.MASK_RESULTS).encode(result),
        new RecordHeaders().add(answered.header()));
  }

  void sendBytes(Topic<?> topic, byte[] key, byte[] value) {
    sendBytes(topic, key, value, new RecordHeaders());
  }

  void sendBytes(Topic<?> topic, byte[] key, byte[] value, Headers headers) {
    TestInputTopic<byte[], byte[]> input =
        driver.createInputTopic(
            names.of(topic), new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(new TestRecord<>(key, value, headers, START));
  }

  /** The offset after the last record that the task remembers to have read; -1 for none. */
  long remembered(Topic<?> topic) {
    byte[] position =
        driver
            .<String, byte[]>getKeyValueStore("pending-images-positions")
            .get(names.of(topic) + "-0");
    return position == null ? -1 : ByteBuffer.wrap(position).getLong(2 * Long.BYTES);
  }

  List<Prediction> predictions() {
    return values(Topics.PREDICTIONS);
  }

  List<MaskedFeatures> maskedFeatures() {
    return values(Topics.MASKED_FEATURES);
  }

  List<MaskRequest> requests() {
    return values(Topics.MASK_REQUESTS);
  }

  <T extends SpecificRecord> List<T> values(Topic<T> topic) {
    return records(names.of(topic)).stream()
        .map(
            record -> {
              try {
                return codecs.of(topic).decode(record.value());
              } catch (UndecodableRecordException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters(Topic<?> topic) {
    return records(names.deadLettersOf(topic));
  }

  List<TestRecord<byte[], byte[]>> records(String topic) {
    TestOutputTopic<byte[], byte[]> output =
        driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return output.readRecordsToList();
  }

  double deadLettersCounted(Topic<?> topic, String cause) {
    return Metric.DEAD_LETTERS.counter(registry, topic.base(), cause).count();
  }

  @Override
  public void close() {
    driver.close();
  }

  static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "t.ingest");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    return properties;
  }
}
