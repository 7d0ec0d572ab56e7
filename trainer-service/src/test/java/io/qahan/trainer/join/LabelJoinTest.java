package io.qahan.trainer.join;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.ServedPrediction;
import io.qahan.schemas.avro.SparseFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.position.GroupPlaces;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.TraceHeaders;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Retention;
import io.qahan.trainer.settings.TrainerSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LabelJoinTest {
  private static final TopicNames NAMES = new TopicNames("t.");
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Retention RETENTION =
      new Retention(Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(30));

  @RegisterExtension
  static final OpenTelemetryExtension COLLECTED = OpenTelemetryExtension.create();

  @TempDir Path state;
  private final Codecs codecs = Codecs.singleObject(NAMES);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong wall = new AtomicLong(START.toEpochMilli());
  private TopologyTestDriver driver;

  @BeforeEach
  void start() {
    start(new JoinPartitions(1, 1));
  }

  private void start(JoinPartitions partitions) {
    start(partitions, 64 << 20);
  }

  private void start(JoinPartitions partitions, long bytes) {
    JoinSpace space = new JoinSpace(bytes);
    Settings settings =
        Settings.of(TrainerSettings.all(), Map.of("streams.state.dir", state.toString()));
    Properties properties = JoinStreams.properties(settings);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    JoinParts parts =
        new JoinParts(
            NAMES,
            TopicLimits.ofCatalogue(NAMES),
            codecs,
            "digits",
            new KnownClasses(10, () -> 0, InstantSource.system()),
            RETENTION,
            space,
            partitions,
            new JoinMeters(registry, space),
            Tracing.of(COLLECTED.getOpenTelemetry()),
            () -> Instant.ofEpochMilli(wall.get()),
            new GroupPlaces());
    driver = new TopologyTestDriver(JoinTopology.of(parts), properties, START);
  }

  @AfterEach
  void close() {
    driver.close();
  }

  /** As after a start that finds another number of partitions under the features. */
  private void restartWithFeaturesElsewhere() {
    driver.close();
    start(new JoinPartitions(1, 4));
  }

  private void send(Topic<?> topic, byte[] key, byte[] value) {
    send(topic, key, value, new RecordHeaders());
  }

  private void send(Topic<?> topic, byte[] key, byte[] value, Headers headers) {
    TestInputTopic<byte[], byte[]> input =
        driver.createInputTopic(
            NAMES.of(topic), new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(new TestRecord<>(key, value, headers, START));
  }

  private <T extends SpecificRecord> void send(Topic<T> topic, String id, T value) {
    send(topic, id.getBytes(UTF_8), codecs.of(topic).encode(value));
  }

  private void features(String id) {
    send(Topics.MASKED_FEATURES, id, maskedFeatures());
  }

  private void features(String id, String traceparent) {
    send(
        Topics.MASKED_FEATURES,
        id.getBytes(UTF_8),
        codecs.of(Topics.MASKED_FEATURES).encode(maskedFeatures()),
        TraceHeaders.ofParent(traceparent));
  }

  private static MaskedFeatures maskedFeatures() {
    return MaskedFeatures.newBuilder()
        .setFeatures(new Sparse(9, new int[] {2, 7}, new float[] {0.5f, 3}).toRecord())
        .setAttentionEnergy(9.25)
        .setSolver("greedy")
        .setDegraded(true)
        .setConvVersion("mnist-1-abc")
        .setEventTime(START.minusSeconds(9))
        .setServed(
            ServedPrediction.newBuilder()
                .setHeadVersion(4)
                .setPredicted(1)
                .setProbabilities(LittleEndian.floats(new float[] {0.25f, 0.75f}))
                .build())
        .build();
  }

  private void label(String id, int label) {
    label(id, label, START);
  }

  private void label(String id, int label, Instant when) {
    send(
        Topics.LABELS,
        id,
        Label.newBuilder().setLabel(label).setSource("test").setEventTime(when).build());
  }

  private List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private List<TrainingExample> examples() {
    return read(NAMES.of(Topics.TRAINING_EXAMPLES)).stream()
        .map(
            record -> {
              assertThat(record.key()).isEqualTo("digits".getBytes(UTF_8));
              try {
                return codecs.of(Topics.TRAINING_EXAMPLES).decode(record.value());
              } catch (UndecodableRecordException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  private List<String> causes(Topic<?> topic) {
    return read(NAMES.deadLettersOf(topic)).stream()
        .map(r -> new String(r.headers().lastHeader(DeadLetter.CAUSE).value(), UTF_8))
        .toList();
  }

  private void pass(Duration time) {
    wall.addAndGet(time.toMillis());
    driver.advanceWallClockTime(time);
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private double count(String meter, String... tags) {
    return registry.get(meter).tags(tags).counter().count();
  }

  private double waiting(String side) {
    return registry.get("qahan.join.waiting").tag("side", side).gauge().value();
  }

  @Test
  void whatWasReadIsRememberedUsableOrNot() {
    features("a");
    send(Topics.LABELS, new byte[] {1}, new byte[] {1});
    label("a", 3);
    pass(Duration.ofSeconds(1)); // it is written once in that

    assertThat(remembered("label-join", NAMES.of(Topics.MASKED_FEATURES))).isEqualTo(1);
    assertThat(remembered("labels-intake", NAMES.of(Topics.LABELS))).isEqualTo(2);
  }

  /** The offset after the last record of a topic that a part of the topology has read. */
  private long remembered(String part, String topic) {
    KeyValueStore<String, byte[]> positions = driver.getKeyValueStore(part + "-positions");
    return ByteBuffer.wrap(positions.get(topic + "-0")).getLong(2 * Long.BYTES);
  }

  @Test
  void shouldJoinInTheTraceOfTheFeaturesWhicheverComesFirst() {
    String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    features("first", traceparent);
    label("first", 1);
    label("second", 2);
    features("second", traceparent);

    List<TestRecord<byte[], byte[]>> examples = read(NAMES.of(Topics.TRAINING_EXAMPLES));
    assertThat(COLLECTED.getSpans())
        .hasSize(2)
        .allSatisfy(span -> assertThat(span.getName()).isEqualTo("join label"))
        .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331"))
        .extracting(span -> "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01")
        .containsExactly(
            TraceHeaders.parentIn(examples.get(0).headers()),
            TraceHeaders.parentIn(examples.get(1).headers()));
  }

  @Test
  void shouldJoinALabelThatComesAfterItsImageAndKeepAllThatWasServed() {
    features("a");
    assertThat(waiting("features")).isEqualTo(1);
    pass(Duration.ofMinutes(9));
    label("a", 3);

    assertThat(examples())
        .singleElement()
        .satisfies(
            example -> {
              assertThat(example.getKind()).isEqualTo(ExampleKind.EXAMPLE);
              assertThat(example.getImageId()).isEqualTo("a");
              assertThat(example.getLabel()).isEqualTo(3);
              assertThat(example.getFeatures()).isEqualTo(maskedFeatures().getFeatures());
              assertThat(example.getServed()).isEqualTo(maskedFeatures().getServed());
              assertThat(example.getDegraded()).isTrue();
              assertThat(example.getConvVersion()).isEqualTo("mnist-1-abc");
              assertThat(example.getEventTime()).isEqualTo(START.minusSeconds(9));
              assertThat(example.getLabelTime()).isEqualTo(START);
            });
    assertThat(waiting("features")).isZero();
  }

  @Test
  void shouldJoinALabelThatComesBeforeItsImage() {
    label("a", 3);
    pass(Duration.ofMinutes(19));
    features("a");
    assertThat(examples()).extracting(TrainingExample::getLabel).containsExactly(3);
  }

  @Test
  void shouldJoinEachImageOnceWhateverIsSentAgain() {
    features("a");
    features("a");
    label("a", 3);
    label("a", 3);
    features("a");
    label("a", 3);
    pass(Duration.ofMinutes(29));
    label("a", 3);
    assertThat(examples()).extracting(TrainingExample::getLabel).containsExactly(3);
    assertThat(count("qahan.join.duplicates", "side", "labels")).isEqualTo(3);
    assertThat(count("qahan.join.duplicates", "side", "features")).isEqualTo(2);
    assertThat(count("qahan.join.corrections", "corrected", "trained")).isZero();
  }

  @Test
  void shouldMakeAnotherExampleOfALabelThatDiffersFromTheNewestOne() {
    features("a");
    label("a", 3);
    label("a", 4);
    label("a", 4); // says nothing new
    features("a"); // nor does this
    label("a", 3); // it was right after all

    List<TrainingExample> examples = examples();
    assertThat(examples)
        .extracting(
            TrainingExample::getLabel,
            TrainingExample::getRevision,
            TrainingExample::getPreviousLabel)
        .containsExactly(tuple(3, 0, null), tuple(4, 1, 3), tuple(3, 2, 4));
    assertThat(examples)
        .allSatisfy(
            example -> {
              assertThat(example.getImageId()).isEqualTo("a");
              assertThat(example.getFeatures()).isEqualTo(maskedFeatures().getFeatures());
              assertThat(example.getServed()).isEqualTo(maskedFeatures().getServed());
            });
    assertThat(count("qahan.join.corrections", "corrected", "trained")).isEqualTo(2);
    assertThat(count("qahan.join.duplicates", "side", "labels")).isEqualTo(1);
  }

  @Test
  void shouldCorrectAnImageWhoseLabelCameFirst() {
    label("a", 3);
    features("a");
    label("a", 4);
    assertThat(examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision)
        .containsExactly(tuple(3, 0), tuple(4, 1));
  }

  @Test
  void shouldJoinTheNewestOfTwoLabelsThatCameEarly() {
    label("a", 3);
    label("a", 4);
    label("a", 4);
    features("a");
    assertThat(examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision)
        .containsExactly(tuple(4, 0)); // nothing was trained on before
    assertThat(count("qahan.join.corrections", "corrected", "waiting")).isEqualTo(1);
    assertThat(count("qahan.join.duplicates", "side", "labels")).isEqualTo(1);
    assertThat(waiting("labels")).isZero();
  }

  @Test
  void shouldGoByTheOrderOfLabelsWhateverTimeTheirSendersClaim() {
    features("a");
    label("a", 3, START.plus(Duration.ofDays(1)));
    label("a", 4, START.minus(Duration.ofDays(1)));
    assertThat(examples()).extracting(TrainingExample::getLabel).containsExactly(3, 4);
  }

  @Test
  void shouldTakeCorrectionsForAsLongAsAnImageIsRememberedSinceItsNewestExample() {
    features("a");
    label("a", 3);
    pass(Duration.ofMinutes(29));
    label("a", 4);
    pass(Duration.ofMinutes(29));
    label("a", 5);
    assertThat(examples()).extracting(TrainingExample::getLabel).containsExactly(3, 4, 5);
    assertThat(registry.get("qahan.join.remembered").gauge().value()).isEqualTo(1);

    pass(Duration.ofMinutes(30));
    pass(Duration.ofSeconds(2));
    label("a", 6);
    assertThat(examples()).isEmpty();
    assertThat(registry.get("qahan.join.remembered").gauge().value()).isZero();
    assertThat(count("qahan.join.forgotten", "cause", "expired")).isEqualTo(1);
    pass(Duration.ofMinutes(20));
    pass(Duration.ofSeconds(2));
    assertThat(causes(Topics.LABELS)).containsExactly("unknown-image"); // told, not lost
  }

  @Test
  void shouldBuryALabelWhoseImageNeverCame() {
    label("ghost", 3);
    pass(Duration.ofMinutes(20));
    pass(Duration.ofSeconds(2));

    assertThat(read(NAMES.deadLettersOf(Topics.LABELS)))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.key()).isEqualTo("ghost".getBytes(UTF_8));
              assertThat(codecs.of(Topics.LABELS).decode(letter.value()).getLabel()).isEqualTo(3);
              assertThat(letter.headers().lastHeader(DeadLetter.CAUSE).value())
                  .asString(UTF_8)
                  .isEqualTo("unknown-image");
              assertThat(letter.headers().lastHeader(DeadLetter.TOPIC).value())
                  .asString(UTF_8)
                  .isEqualTo("t.labels.v1");
            });
    assertThat(count("qahan.dead.letters", "cause", "unknown-image")).isEqualTo(1);
    assertThat(count("qahan.join.expired", "side", "labels", "cause", "expired")).isEqualTo(1);
    assertThat(waiting("labels")).isZero();
  }

  @Test
  void shouldDropAnImageWhoseLabelNeverCame() {
    features("a");
    pass(Duration.ofMinutes(10));
    pass(Duration.ofSeconds(2));
    assertThat(count("qahan.join.expired", "side", "features", "cause", "expired")).isEqualTo(1);
    assertThat(waiting("features")).isZero();
    label("a", 3);
    assertThat(examples()).isEmpty();
  }

  @Test
  void shouldForgetJoinedImagesWhenTheirTimeIsOver() {
    features("a");
    label("a", 3);
    pass(Duration.ofMinutes(30));
    pass(Duration.ofSeconds(2));
    features("a");
    label("a", 4);
    assertThat(examples()).hasSize(2);
  }

  @Test
  void shouldBuryWhatIsNoRecordAndGoOn() {
    send(Topics.LABELS, "a".getBytes(UTF_8), new byte[] {1, 2});
    send(Topics.LABELS, "a".getBytes(UTF_8), null);
    send(Topics.MASKED_FEATURES, "a".getBytes(UTF_8), "text".getBytes(UTF_8));
    send(Topics.MASKED_FEATURES, null, new byte[] {1});
    send(Topics.LABELS, new byte[] {(byte) 0xC3, (byte) 0x28}, new byte[] {1});
    label("a", 10);
    label("a", -1);
    features("a");
    label("a", 9);

    assertThat(causes(Topics.LABELS))
        .containsExactly(
            "undecodable", "undecodable", "bad-key", "label-out-of-range", "label-out-of-range");
    assertThat(causes(Topics.MASKED_FEATURES)).containsExactly("undecodable", "bad-key");
    assertThat(examples()).hasSize(1);
  }

  @Test
  void shouldBuryAKeyThatIngestWouldRefuse() {
    label("x".repeat(ImageId.MAX_BYTES + 1), 3);
    label("x".repeat(ImageId.MAX_BYTES), 3);

    assertThat(causes(Topics.LABELS)).containsExactly("bad-key");
  }

  @Test
  void shouldBuryFeaturesThatContradictThemselves() {
    SparseFeatures descending =
        new SparseFeatures(
            9, LittleEndian.ints(new int[] {7, 2}), LittleEndian.floats(new float[] {1, 1}));
    SparseFeatures cut =
        new SparseFeatures(9, LittleEndian.ints(new int[] {2}), ByteBuffer.wrap(new byte[3]));
    for (SparseFeatures bad : List.of(descending, cut)) {
      send(
          Topics.MASKED_FEATURES,
          "a",
          MaskedFeatures.newBuilder(maskedFeatures()).setFeatures(bad).build());
    }
    assertThat(causes(Topics.MASKED_FEATURES)).containsExactly("bad-features", "bad-features");
  }

  @Test
  void shouldJoinFeaturesThatLieOnOtherPartitionsThanTheJoins() {
    restartWithFeaturesElsewhere();
    features("a");
    label("a", 3);
    label("b", 4);
    features("b");
    send(Topics.MASKED_FEATURES, "a".getBytes(UTF_8), "text".getBytes(UTF_8));

    assertThat(examples()).extracting(TrainingExample::getLabel).containsExactly(3, 4);
    assertThat(causes(Topics.MASKED_FEATURES)).containsExactly("undecodable");
  }

  @Test
  void shouldNameTheRecordThatWasSentInTheDeadLetterOfALabel() {
    label("x", 10); // not a class
    label("ghost", 3);
    pass(Duration.ofMinutes(20));
    pass(Duration.ofSeconds(2));

    assertThat(read(NAMES.deadLettersOf(Topics.LABELS)))
        .extracting(
            letter -> header(letter, DeadLetter.TOPIC) + "@" + header(letter, DeadLetter.OFFSET))
        .containsExactly("t.labels.v1@0", "t.labels.v1@1");
  }

  @Test
  void shouldNotTakeAHeaderOfTheSenderForOurOwn() {
    Headers claims = new RecordHeaders().add("qahan.join.origin", new byte[] {7});
    send(
        Topics.MASKED_FEATURES,
        "a".getBytes(UTF_8),
        codecs.of(Topics.MASKED_FEATURES).encode(maskedFeatures()),
        claims);
    send(Topics.MASKED_FEATURES, "b".getBytes(UTF_8), new byte[] {1}, claims);
    send(
        Topics.LABELS,
        "a".getBytes(UTF_8),
        codecs.of(Topics.LABELS).encode(new Label(3, "test", START)),
        claims);

    assertThat(examples()).hasSize(1);
    assertThat(causes(Topics.MASKED_FEATURES)).containsExactly("undecodable");
  }

  @Test
  void shouldFindItsStoresWhereTheyWereBeforeLabelsWereRepartitioned() {
    JoinParts parts =
        new JoinParts(
            NAMES,
            TopicLimits.ofCatalogue(NAMES),
            codecs,
            "digits",
            new KnownClasses(10, () -> 0, InstantSource.system()),
            RETENTION,
            new JoinSpace(1 << 20),
            new JoinPartitions(4, 4),
            new JoinMeters(registry, new JoinSpace(1 << 20)),
            Tracing.OFF,
            InstantSource.system(),
            new GroupPlaces());
    TopologyDescription described = JoinTopology.of(parts).describe();

    assertThat(described.subtopologies())
        .filteredOn(part -> part.id() == 0)
        .singleElement()
        .satisfies(
            part ->
                assertThat(part.toString())
                    .contains("waiting-features", "waiting-labels", "joined-images"));
  }

  @Test
  void shouldBuryAnUnreadableTrainingState() {
    send(Topics.TRAINING_STATE, "digits".getBytes(UTF_8), new byte[] {7});
    send(Topics.TRAINING_STATE, "digits".getBytes(UTF_8), null);
    assertThat(causes(Topics.TRAINING_STATE)).containsExactly("undecodable");
  }

  @Test
  void shouldBuryATrainingStateWhoseKeyNamesNoModel() {
    byte[] noText = {(byte) 0xff};
    send(Topics.TRAINING_STATE, noText, new byte[] {7});
    send(Topics.TRAINING_STATE, noText, null); // how somebody takes it away again

    assertThat(causes(Topics.TRAINING_STATE)).containsExactly("bad-key");
  }

  @Test
  void shouldBuryWhatItsReaderCutAndWhatWouldNotFitIntoAnExample() {
    Headers cut = new RecordHeaders().add("qahan.cut.value-bytes", "73400320".getBytes(UTF_8));
    send(Topics.LABELS, "a".getBytes(UTF_8), new byte[100], cut);
    send(Topics.MASKED_FEATURES, "a".getBytes(UTF_8), new byte[100], cut);
    send(Topics.TRAINING_STATE, "digits".getBytes(UTF_8), new byte[100], cut);
    MaskedFeatures wordy =
        MaskedFeatures.newBuilder(maskedFeatures()).setConvVersion("x".repeat(5_000_000)).build();
    send(Topics.MASKED_FEATURES, "b", wordy);
    label("b", 1);

    assertThat(causes(Topics.MASKED_FEATURES)).containsExactly("too-large");
    assertThat(causes(Topics.LABELS)).containsExactly("too-large", "too-large");
    assertThat(causes(Topics.TRAINING_STATE)).containsExactly("too-large");
    assertThat(examples()).isEmpty();
  }
}
