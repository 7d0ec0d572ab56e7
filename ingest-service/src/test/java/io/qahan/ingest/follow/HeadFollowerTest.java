package io.qahan.ingest.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.serving.ServingModels;
import io.qahan.ingest.stream.IngestMeters;
import io.qahan.ingest.stream.TopologyFixture;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class HeadFollowerTest {
  private static final long HIGHEST = 1L << 53;

  private final Codecs codecs = Codecs.singleObject(new TopicNames("t."));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ServingModels models = TopologyFixture.serving(TopologyFixture.headShape());
  private final List<Long> served = new ArrayList<>();
  private final IngestMeters meters =
      new IngestMeters(
          registry, Clock.fixed(TopologyFixture.START, ZoneOffset.UTC), () -> 0, models);
  private final HeadFollower follower =
      new HeadFollower(
          "default",
          codecs.of(Topics.FC_HEADS),
          models,
          meters,
          head -> served.add(head.version()),
          Duration.ZERO);

  @Test
  void shouldTakeUpNewerHeadsOnly() {
    follow("default", head(2));
    follow("default", head(1));
    assertThat(models.head().version()).isEqualTo(2);
    follow("default", head(3));
    assertThat(models.head().version()).isEqualTo(3);
    assertThat(registry.get(Metric.HEAD_VERSION.meter()).gauge().value()).isEqualTo(3);
    assertThat(served).containsExactly(2L, 3L);
  }

  @Test
  void shouldRefuseHeadOfWrongShapeAndKeepLastGood() {
    follow("default", head(1));
    HeadShape wrong = new HeadShape(4, 16, TopologyFixture.CONV);
    follow("default", TopologyFixture.head(2, 0, wrong).toRecord());

    assertThat(models.head().version()).isEqualTo(1);
    assertThat(refused("head-wrong-shape")).isEqualTo(1);
    assertThat(follower.fault()).isPresent(); // readyz says it
    follow("default", head(3));
    assertThat(follower.fault()).isEmpty();
  }

  @Test
  void shouldRefuseHeadWithABadHash() {
    follow("default", FcHead.newBuilder(head(1)).setSha256("0".repeat(64)).build());

    assertThat(models.head().version()).isZero();
    assertThat(refused("head-bad-hash")).isEqualTo(1);
  }

  @Test
  void shouldRefuseBytesThatAreNoHead() {
    followBytes("default", new byte[] {1, 2, 3});

    assertThat(refused("undecodable")).isEqualTo(1);
  }

  @Test
  void shouldPassOverOtherModelsAndTombstones() {
    follow("another", head(5));
    followBytes("default", null);

    assertThat(models.head().version()).isZero();
    assertThat(registry.find(Metric.HEADS_REFUSED.meter()).counters())
        .allMatch(counter -> counter.count() == 0);
  }

  @Test
  void shouldSayThatHeadsAreAllOfAnotherConvStack() {
    assertThat(follower.ofOthers()).isEmpty();
    HeadShape shape = TopologyFixture.headShape();
    HeadShape other = new HeadShape(shape.classes(), shape.features(), "another-stack");
    follow("default", TopologyFixture.head(7, 1, other).toRecord());
    assertThat(follower.ofOthers())
        .get()
        .asString()
        .contains(
            "[default]", "[another-stack]", shape.convVersion(), "model.file", "topic.prefix");

    follow("default", head(8));
    assertThat(follower.ofOthers()).isEmpty();
  }

  @Test
  void shouldNotMindHeadsOfOtherModels() {
    HeadShape shape = TopologyFixture.headShape();
    HeadShape other = new HeadShape(shape.classes() + 1, shape.features(), shape.convVersion());
    follow("another", TopologyFixture.head(7, 1, other).toRecord());
    assertThat(follower.ofOthers()).isEmpty();
    follow("default", TopologyFixture.head(7, 1, other).toRecord());
    assertThat(follower.ofOthers()).get().asString().contains("classes");
  }

  @Test
  void shouldRefuseAHeadThatTheTrainerCannotHaveWrittenAndGoOnWithItsOwn() {
    trainerIsAt(head(1));
    follow("default", head(1));
    follow("default", head(HIGHEST));

    assertThat(models.head().version()).isEqualTo(1);
    assertThat(refused("head-not-the-trainers")).isEqualTo(1);
    assertThat(follower.fault()).get().asString().contains("was not written by the trainer");

    trainerIsAt(head(2)); // for example because an operator rolled back
    follow("default", head(2));
    assertThat(served).containsExactly(1L, 2L);
    assertThat(follower.fault()).isEmpty();
  }

  @Test
  void shouldServeTheTrainersHeadAfterARestartAlsoWhereOnlyTheForgedOneIsLeft() {
    trainerIsAt(head(7));
    follow("default", head(HIGHEST)); // compaction keeps the last record of a key

    assertThat(models.head().version()).isEqualTo(7);
  }

  @Test
  void shouldRefuseAChildOfTheLiveHeadThatTheTrainerDoesNotKnow() {
    trainerIsAt(head(3));
    follow("default", head(3));
    follow("default", forged(4));
    assertThat(models.head().version()).isEqualTo(3);

    trainerIsAt(head(4));
    follow("default", head(4));
    follow("default", forged(4));
    assertThat(models.head().isSameAs(TopologyFixture.head(4, 1, TopologyFixture.headShape())))
        .isTrue();
    assertThat(refused("head-not-the-trainers")).isEqualTo(2);
  }

  @Test
  void shouldReplaceAForgedHeadThatServedBeforeTheTrainerHadAState() {
    follow("default", head(HIGHEST));
    assertThat(models.head().version()).isEqualTo(HIGHEST);

    trainerIsAt(head(2));
    follow("default", head(2));
    assertThat(models.head().version()).isEqualTo(2);
  }

  @Test
  void shouldWaitForAStateThatIsCommittedAMomentLaterThanItsHead() {
    List<Head> states = new ArrayList<>(List.of(read(head(1)), read(head(1)), read(head(2))));
    HeadFollower patient =
        new HeadFollower(
            "default",
            codecs.of(Topics.FC_HEADS),
            models,
            meters,
            head -> served.add(head.version()),
            Duration.ofMinutes(1));
    patient.heed(() -> Optional.of(states.size() > 1 ? states.remove(0) : states.get(0)));
    patient.accept(
        new ConsumerRecord<>(
            "t.fc-heads.v1",
            0,
            0,
            "default".getBytes(StandardCharsets.UTF_8),
            codecs.of(Topics.FC_HEADS).encode(head(2))));

    assertThat(served).containsExactly(2L);
  }

  @Test
  void shouldFollowATrainingThatWasStartedAnew() {
    trainerIsAt(head(9));
    follow("default", head(8));
    follow("default", head(9));
    trainerIsAt(head(1));
    follow("default", head(1));

    assertThat(served).containsExactly(8L, 9L, 1L);
  }

  private void trainerIsAt(FcHead live) {
    follower.heed(() -> Optional.of(read(live)));
  }

  private static Head read(FcHead record) {
    try {
      return Head.of(record);
    } catch (HeadRefusedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sound, with other weights than {@link #head} has. */
  private static FcHead forged(long version) {
    return TopologyFixture.head(version, 0, TopologyFixture.headShape()).toRecord();
  }

  private static FcHead head(long version) {
    return TopologyFixture.head(version, 1, TopologyFixture.headShape()).toRecord();
  }

  private void follow(String model, FcHead head) {
    followBytes(model, codecs.of(Topics.FC_HEADS).encode(head));
  }

  private void followBytes(String model, byte[] value) {
    follower.accept(
        new ConsumerRecord<>("t.fc-heads.v1", 0, 0, model.getBytes(StandardCharsets.UTF_8), value));
  }

  private double refused(String cause) {
    return Metric.HEADS_REFUSED.counter(registry, cause).count();
  }
}
