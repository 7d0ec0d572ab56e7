package io.qahan.trainer.join;

import static io.qahan.trainer.join.JoinFixture.CODECS;
import static io.qahan.trainer.join.JoinFixture.NAMES;
import static io.qahan.trainer.join.JoinFixture.START;
import static io.qahan.trainer.join.JoinFixture.maskedFeatures;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.SparseFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.TraceHeaders;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.join.kept.JoinSpace;
import io.qahan.trainer.join.kept.Retention;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LabelJoinTest {
  private static final Retention RETENTION =
      new Retention(Duration.ofMinutes(10), Duration.ofMinutes(20), Duration.ofMinutes(30));

  @RegisterExtension
  static final OpenTelemetryExtension COLLECTED = OpenTelemetryExtension.create();

  @TempDir Path state;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private JoinFixture join;

  @BeforeEach
  void start() {
    start(new JoinPartitions(1, 1));
  }

  private void start(JoinPartitions partitions) {
    join =
        new JoinFixture(
            state,
            partitions,
            RETENTION,
            new JoinSpace(64 << 20),
            Tracing.of(COLLECTED.getOpenTelemetry()),
            registry);
  }

  @AfterEach
  void close() {
    join.close();
  }

  /** As after a start that finds another number of partitions under the features. */
  private void restartWithFeaturesElsewhere() {
    join.close();
    start(new JoinPartitions(1, 4));
  }

  private void features(String id, String traceparent) {
    join.send(Topics.MASKED_FEATURES, id, maskedFeatures(), TraceHeaders.ofParent(traceparent));
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void whatWasReadIsRememberedUsableOrNot() {
    join.features("a");
    join.send(Topics.LABELS, new byte[] {1}, new byte[] {1});
    join.label("a", 3);
    join.pass(Duration.ofSeconds(1)); // it is written once in that

    assertThat(remembered("label-join", NAMES.of(Topics.MASKED_FEATURES))).isEqualTo(1);
    assertThat(remembered("labels-intake", NAMES.of(Topics.LABELS))).isEqualTo(2);
  }

  /** The offset after the last record of a topic that a part of the topology has read. */
  private long remembered(String part, String topic) {
    KeyValueStore<String, byte[]> positions = join.driver.getKeyValueStore(part + "-positions");
    return ByteBuffer.wrap(positions.get(topic + "-0")).getLong(2 * Long.BYTES);
  }

  @Test
  void shouldJoinInTheTraceOfTheFeaturesWhicheverComesFirst() {
    String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    features("first", traceparent);
    join.label("first", 1);
    join.label("second", 2);
    features("second", traceparent);

    List<TestRecord<byte[], byte[]>> examples = join.read(NAMES.of(Topics.TRAINING_EXAMPLES));
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
    join.features("a");
    assertThat(join.waiting("features")).isEqualTo(1);
    join.pass(Duration.ofMinutes(9));
    join.label("a", 3);

    assertThat(join.examples())
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
    assertThat(join.waiting("features")).isZero();
  }

  @Test
  void shouldJoinALabelThatComesBeforeItsImage() {
    join.label("a", 3);
    join.pass(Duration.ofMinutes(19));
    join.features("a");
    assertThat(join.examples()).extracting(TrainingExample::getLabel).containsExactly(3);
  }

  @Test
  void shouldJoinEachImageOnceWhateverIsSentAgain() {
    join.features("a");
    join.features("a");
    join.label("a", 3);
    join.label("a", 3);
    join.features("a");
    join.label("a", 3);
    join.pass(Duration.ofMinutes(29));
    join.label("a", 3);
    assertThat(join.examples()).extracting(TrainingExample::getLabel).containsExactly(3);
    assertThat(join.count("qahan.join.duplicates", "side", "labels")).isEqualTo(3);
    assertThat(join.count("qahan.join.duplicates", "side", "features")).isEqualTo(2);
    assertThat(join.count("qahan.join.corrections", "corrected", "trained")).isZero();
  }

  @Test
  void shouldMakeAnotherExampleOfALabelThatDiffersFromTheNewestOne() {
    join.features("a");
    join.label("a", 3);
    join.label("a", 4);
    join.label("a", 4); // says nothing new
    join.features("a"); // nor does this
    join.label("a", 3); // it was right after all

    List<TrainingExample> examples = join.examples();
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
    assertThat(join.count("qahan.join.corrections", "corrected", "trained")).isEqualTo(2);
    assertThat(join.count("qahan.join.duplicates", "side", "labels")).isEqualTo(1);
  }

  @Test
  void shouldCorrectAnImageWhoseLabelCameFirst() {
    join.label("a", 3);
    join.features("a");
    join.label("a", 4);
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision)
        .containsExactly(tuple(3, 0), tuple(4, 1));
  }

  @Test
  void shouldJoinTheNewestOfTwoLabelsThatCameEarly() {
    join.label("a", 3);
    join.label("a", 4);
    join.label("a", 4);
    join.features("a");
    assertThat(join.examples())
        .extracting(TrainingExample::getLabel, TrainingExample::getRevision)
        .containsExactly(tuple(4, 0)); // nothing was trained on before
    assertThat(join.count("qahan.join.corrections", "corrected", "waiting")).isEqualTo(1);
    assertThat(join.count("qahan.join.duplicates", "side", "labels")).isEqualTo(1);
    assertThat(join.waiting("labels")).isZero();
  }

  @Test
  void shouldGoByTheOrderOfLabelsWhateverTimeTheirSendersClaim() {
    join.features("a");
    join.label("a", 3, START.plus(Duration.ofDays(1)));
    join.label("a", 4, START.minus(Duration.ofDays(1)));
    assertThat(join.examples()).extracting(TrainingExample::getLabel).containsExactly(3, 4);
  }

  @Test
  void shouldTakeCorrectionsForAsLongAsAnImageIsRememberedSinceItsNewestExample() {
    join.features("a");
    join.label("a", 3);
    join.pass(Duration.ofMinutes(29));
    join.label("a", 4);
    join.pass(Duration.ofMinutes(29));
    join.label("a", 5);
    assertThat(join.examples()).extracting(TrainingExample::getLabel).containsExactly(3, 4, 5);
    assertThat(registry.get("qahan.join.remembered").gauge().value()).isEqualTo(1);

    join.pass(Duration.ofMinutes(30));
    join.pass(Duration.ofSeconds(2));
    join.label("a", 6);
    assertThat(join.examples()).isEmpty();
    assertThat(registry.get("qahan.join.remembered").gauge().value()).isZero();
    assertThat(join.count("qahan.join.forgotten", "cause", "expired")).isEqualTo(1);
    join.pass(Duration.ofMinutes(20));
    join.pass(Duration.ofSeconds(2));
    assertThat(join.causes(Topics.LABELS)).containsExactly("unknown-image"); // told, not lost
  }

  @Test
  void shouldBuryALabelWhoseImageNeverCame() {
    join.label("ghost", 3);
    join.pass(Duration.ofMinutes(20));
    join.pass(Duration.ofSeconds(2));

    assertThat(join.read(NAMES.deadLettersOf(Topics.LABELS)))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.key()).isEqualTo("ghost".getBytes(UTF_8));
              assertThat(CODECS.of(Topics.LABELS).decode(letter.value()).getLabel()).isEqualTo(3);
              assertThat(letter.headers().lastHeader(DeadLetter.CAUSE).value())
                  .asString(UTF_8)
                  .isEqualTo("unknown-image");
              assertThat(letter.headers().lastHeader(DeadLetter.TOPIC).value())
                  .asString(UTF_8)
                  .isEqualTo("t.labels.v1");
            });
    assertThat(join.count("qahan.dead.letters", "cause", "unknown-image")).isEqualTo(1);
    assertThat(join.count("qahan.join.expired", "side", "labels", "cause", "expired")).isEqualTo(1);
    assertThat(join.waiting("labels")).isZero();
  }

  @Test
  void shouldDropAnImageWhoseLabelNeverCame() {
    join.features("a");
    join.pass(Duration.ofMinutes(10));
    join.pass(Duration.ofSeconds(2));
    assertThat(join.count("qahan.join.expired", "side", "features", "cause", "expired"))
        .isEqualTo(1);
    assertThat(join.waiting("features")).isZero();
    join.label("a", 3);
    assertThat(join.examples()).isEmpty();
  }

  @Test
  void shouldForgetJoinedImagesWhenTheirTimeIsOver() {
    join.features("a");
    join.label("a", 3);
    join.pass(Duration.ofMinutes(30));
    join.pass(Duration.ofSeconds(2));
    join.features("a");
    join.label("a", 4);
    assertThat(join.examples()).hasSize(2);
  }

  @Test
  void shouldBuryWhatIsNoRecordAndGoOn() {
    join.send(Topics.LABELS, "a".getBytes(UTF_8), new byte[] {1, 2});
    join.send(Topics.LABELS, "a".getBytes(UTF_8), null);
    join.send(Topics.MASKED_FEATURES, "a".getBytes(UTF_8), "text".getBytes(UTF_8));
    join.send(Topics.MASKED_FEATURES, null, new byte[] {1});
    join.send(Topics.LABELS, new byte[] {(byte) 0xC3, (byte) 0x28}, new byte[] {1});
    join.label("a", 10);
    join.label("a", -1);
    join.features("a");
    join.label("a", 9);

    assertThat(join.causes(Topics.LABELS))
        .containsExactly(
            "undecodable", "undecodable", "bad-key", "label-out-of-range", "label-out-of-range");
    assertThat(join.causes(Topics.MASKED_FEATURES)).containsExactly("undecodable", "bad-key");
    assertThat(join.examples()).hasSize(1);
  }

  @Test
  void shouldBuryAKeyThatIngestWouldRefuse() {
    join.label("x".repeat(ImageId.MAX_BYTES + 1), 3);
    join.label("x".repeat(ImageId.MAX_BYTES), 3);

    assertThat(join.causes(Topics.LABELS)).containsExactly("bad-key");
  }

  @Test
  void shouldBuryFeaturesThatContradictThemselves() {
    SparseFeatures descending =
        new SparseFeatures(
            9, LittleEndian.ints(new int[] {7, 2}), LittleEndian.floats(new float[] {1, 1}));
    SparseFeatures cut =
        new SparseFeatures(9, LittleEndian.ints(new int[] {2}), ByteBuffer.wrap(new byte[3]));
    for (SparseFeatures bad : List.of(descending, cut)) {
      join.send(
          Topics.MASKED_FEATURES,
          "a",
          MaskedFeatures.newBuilder(maskedFeatures()).setFeatures(bad).build());
    }
    assertThat(join.causes(Topics.MASKED_FEATURES)).containsExactly("bad-features", "bad-features");
  }

  @Test
  void shouldJoinFeaturesThatLieOnOtherPartitionsThanTheJoins() {
    restartWithFeaturesElsewhere();
    join.features("a");
    join.label("a", 3);
    join.label("b", 4);
    join.features("b");
    join.send(Topics.MASKED_FEATURES, "a".getBytes(UTF_8), "text".getBytes(UTF_8));

    assertThat(join.examples()).extracting(TrainingExample::getLabel).containsExactly(3, 4);
    assertThat(join.causes(Topics.MASKED_FEATURES)).containsExactly("undecodable");
  }

  @Test
  void shouldNameTheRecordThatWasSentInTheDeadLetterOfALabel() {
    join.label("x", 10); // not a class
    join.label("ghost", 3);
    join.pass(Duration.ofMinutes(20));
    join.pass(Duration.ofSeconds(2));

    assertThat(join.read(NAMES.deadLettersOf(Topics.LABELS)))
        .extracting(
            letter -> header(letter, DeadLetter.TOPIC) + "@" + header(letter, DeadLetter.OFFSET))
        .containsExactly("t.labels.v1@0", "t.labels.v1@1");
  }

  @Test
  void shouldNotTakeAHeaderOfTheSenderForOurOwn() {
    Headers claims = new RecordHeaders().add("qahan.join.origin", new byte[] {7});
    join.send(
        Topics.MASKED_FEATURES,
        "a".getBytes(UTF_8),
        CODECS.of(Topics.MASKED_FEATURES).encode(maskedFeatures()),
        claims);
    join.send(Topics.MASKED_FEATURES, "b".getBytes(UTF_8), new byte[] {1}, claims);
    join.send(
        Topics.LABELS,
        "a".getBytes(UTF_8),
        CODECS.of(Topics.LABELS).encode(new Label(3, "test", START)),
        claims);

    assertThat(join.examples()).hasSize(1);
    assertThat(join.causes(Topics.MASKED_FEATURES)).containsExactly("undecodable");
  }

  @Test
  void shouldFindItsStoresWhereTheyWereBeforeLabelsWereRepartitioned() {
    JoinParts parts =
        JoinFixture.parts(
            new JoinPartitions(4, 4),
            RETENTION,
            new JoinSpace(1 << 20),
            Tracing.OFF,
            registry,
            InstantSource.system());
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
    join.send(Topics.TRAINING_STATE, "digits".getBytes(UTF_8), new byte[] {7});
    join.send(Topics.TRAINING_STATE, "digits".getBytes(UTF_8), null);
    assertThat(join.causes(Topics.TRAINING_STATE)).containsExactly("undecodable");
  }

  @Test
  void shouldBuryATrainingStateWhoseKeyNamesNoModel() {
    byte[] noText = {(byte) 0xff};
    join.send(Topics.TRAINING_STATE, noText, new byte[] {7});
    join.send(Topics.TRAINING_STATE, noText, null); // how somebody takes it away again

    assertThat(join.causes(Topics.TRAINING_STATE)).containsExactly("bad-key");
  }

  @Test
  void shouldBuryWhatItsReaderCutAndWhatWouldNotFitIntoAnExample() {
    Headers cut = new RecordHeaders().add("qahan.cut.value-bytes", "73400320".getBytes(UTF_8));
    join.send(Topics.LABELS, "a".getBytes(UTF_8), new byte[100], cut);
    join.send(Topics.MASKED_FEATURES, "a".getBytes(UTF_8), new byte[100], cut);
    join.send(Topics.TRAINING_STATE, "digits".getBytes(UTF_8), new byte[100], cut);
    MaskedFeatures wordy =
        MaskedFeatures.newBuilder(maskedFeatures()).setConvVersion("x".repeat(5_000_000)).build();
    join.send(Topics.MASKED_FEATURES, "b", wordy);
    join.label("b", 1);

    assertThat(join.causes(Topics.MASKED_FEATURES)).containsExactly("too-large");
    assertThat(join.causes(Topics.LABELS)).containsExactly("too-large", "too-large");
    assertThat(join.causes(Topics.TRAINING_STATE)).containsExactly("too-large");
    assertThat(join.examples()).isEmpty();
  }
}
