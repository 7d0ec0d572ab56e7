package io.qahan.trainer.online;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorTest {
  private final TrainingBench bench = new TrainingBench();

  @BeforeEach
  void train() {
    bench.open().examples(0, 400).advance();
    assertThat(heads()).hasSizeGreaterThan(4);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private List<FcHead> heads() {
    return bench.log.values(Topics.FC_HEADS);
  }

  private FcHead live() {
    return heads().get(heads().size() - 1);
  }

  private List<String> causes() {
    return bench.log.deadLetters(Topics.CONTROL).stream()
        .map(letter -> new String(letter.headers().lastHeader(DeadLetter.CAUSE).value(), UTF_8))
        .toList();
  }

  @Test
  void shouldServeThePinnedVersionAsANewOneAndPublishNoOtherEvenAfterACrash() {
    long before = live().getVersion();
    bench.control(ControlAction.PIN, 2L).advance();

    assertThat(live().getVersion()).isEqualTo(before + 1);
    assertThat(live().getSha256()).isEqualTo(heads().get(1).getSha256());
    assertThat(live().getRestoredFrom()).isEqualTo(2);
    int published = heads().size();
    bench.examples(400, 600).advance().open().examples(600, 800).advance();
    assertThat(heads()).hasSize(published);
    assertThat(bench.log.last(Topics.TRAINING_STATE).getExamples()).isEqualTo(800);
  }

  @Test
  void shouldTrainOnFromTheVersionRolledBackTo() {
    bench.control(ControlAction.ROLL_BACK, 3L).advance();
    assertThat(live().getRestoredFrom()).isEqualTo(3);
    assertThat(bench.log.last(Topics.TRAINING_STATE).getWeights())
        .isEqualTo(heads().get(2).getWeights());
    bench.examples(400, 800).advance();
    assertThat(live().getRestoredFrom()).isNull();
  }

  @Test
  void shouldRollBackOneVersionFurtherEachTimeWithoutAVersion() {
    long last = live().getVersion();
    bench.control(ControlAction.ROLL_BACK, null).advance();
    assertThat(live().getRestoredFrom()).isEqualTo(last - 1);
    bench.control(ControlAction.ROLL_BACK, null).advance();
    assertThat(live().getRestoredFrom()).isEqualTo(last - 2);
  }

  @Test
  void shouldRollBackToTheUntrainedHeadThatNobodyPublished() {
    bench.control(ControlAction.ROLL_BACK, 0L).advance();
    assertThat(live().getRestoredFrom()).isEqualTo(0);
    assertThat(live().getWeights().duplicate()).satisfies(OperatorTest::isAllZero);
  }

  private static void isAllZero(java.nio.ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      assertThat(bytes.get()).isZero();
    }
  }

  @Test
  void shouldLetTheLogWaitWhileFrozenEvenAfterACrash() {
    bench.control(ControlAction.FREEZE, null).advance();
    bench.examples(400, 480).advance().advance();
    bench.open().advance().advance();
    assertThat(bench.log.last(Topics.TRAINING_STATE).getExamples()).isEqualTo(400);
    assertThat(bench.registry.get("qahan.training.frozen").gauge().value()).isEqualTo(1);

    bench.control(ControlAction.RESUME, null).advance().advance();

    assertThat(bench.log.last(Topics.TRAINING_STATE).getExamples()).isEqualTo(480);
    assertThat(bench.registry.get("qahan.training.frozen").gauge().value()).isZero();
  }

  @Test
  void shouldObeyEachControlOnceAlthoughItStaysInTheTopic() {
    bench.control(ControlAction.ROLL_BACK, 1L).advance();
    int published = heads().size();
    bench.open().advance().advance();
    assertThat(heads()).hasSize(published);
  }

  @Test
  void shouldBuryControlsThatCannotBeObeyed() {
    long before = live().getVersion();
    bench.control(ControlAction.PIN, null).control(ControlAction.PIN, 9999L);
    bench.log.append(Topics.CONTROL, ModelLog.TOPICS.key(), new byte[] {5});
    bench.log.append(Topics.CONTROL, ModelLog.TOPICS.key(), null);
    bench.advance();

    assertThat(causes()).containsExactly("no-version", "unknown-version", "undecodable");
    assertThat(live().getVersion()).isEqualTo(before);
    bench.open().advance();
    assertThat(causes()).hasSize(3);
  }

  @Test
  void shouldServeNoHeadThatAnotherOneHasWritten() {
    FcHead before = live();
    publish(FcHead.newBuilder(before).setVersion(1L << 53).setParent((1L << 53) - 1).build());
    publish(FcHead.newBuilder(before).setVersion(2).setParent(1).setRestoredFrom(null).build());
    bench.control(ControlAction.PIN, 1L << 53).control(ControlAction.ROLL_BACK, 2L).advance();

    assertThat(causes()).containsExactly("unknown-version", "ambiguous-version");
    bench.control(ControlAction.ROLL_BACK, null).advance();
    assertThat(live().getVersion()).isEqualTo(before.getVersion() + 1);
  }

  private void publish(FcHead head) {
    bench.log.append(
        Topics.FC_HEADS,
        ModelLog.TOPICS.key(),
        ModelLog.TOPICS.codecOf(Topics.FC_HEADS).encode(head));
  }

  private void controlOfAnotherModel() {
    bench.log.append(
        Topics.CONTROL,
        "other".getBytes(UTF_8),
        ModelLog.TOPICS
            .codecOf(Topics.CONTROL)
            .encode(
                Control.newBuilder()
                    .setAction(ControlAction.FREEZE)
                    .setIssuedBy("test")
                    .setIssuedAt(Instant.EPOCH)
                    .build()));
  }

  @Test
  void shouldLeaveTheControlsOfOtherModelsAlone() {
    controlOfAnotherModel();
    bench.advance().examples(400, 440).advance();
    assertThat(bench.log.last(Topics.TRAINING_STATE).getFrozen()).isFalse();
    assertThat(bench.log.last(Topics.TRAINING_STATE).getExamples()).isEqualTo(440);
  }

  @Test
  void shouldWriteNoStateForTheControlsOfOtherModels() {
    int states = bench.log.values(Topics.TRAINING_STATE).size();
    long commits = bench.producer.commitCount();
    for (int i = 0; i < 5; i++) {
      controlOfAnotherModel();
    }
    bench.log.append(Topics.CONTROL, ModelLog.TOPICS.key(), null);

    bench.advance().advance();

    assertThat(bench.log.values(Topics.TRAINING_STATE)).hasSize(states);
    assertThat(bench.producer.commitCount()).isEqualTo(commits);
  }

  @Test
  void shouldMoveBehindTheControlsOfOtherModelsWithTheNextCommit() {
    controlOfAnotherModel();
    controlOfAnotherModel();
    bench.advance();
    assertThat(bench.log.last(Topics.TRAINING_STATE).getControlOffset()).isZero();

    bench.examples(400, 440).advance();

    assertThat(bench.log.last(Topics.TRAINING_STATE).getControlOffset()).isEqualTo(2);
  }

  @Test
  void shouldLoseNoControlBetweenThoseOfOtherModelsWhenItCrashes() {
    controlOfAnotherModel();
    bench.advance();
    bench.control(ControlAction.ROLL_BACK, 1L);
    controlOfAnotherModel();
    int published = heads().size();

    bench.open().advance();

    assertThat(heads()).hasSize(published + 1);
    assertThat(live().getRestoredFrom()).isEqualTo(1);
    assertThat(bench.log.last(Topics.TRAINING_STATE).getControlOffset()).isEqualTo(2);
    bench.open().advance();
    assertThat(heads()).as("obeyed once").hasSize(published + 1);
  }
}
