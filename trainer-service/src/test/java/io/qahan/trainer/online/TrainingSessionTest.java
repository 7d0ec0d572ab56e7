package io.qahan.trainer.online;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.Digits;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingSessionTest {
  private final TrainingBench bench = new TrainingBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static String cause(ConsumerRecord<byte[], byte[]> letter) {
    return new String(letter.headers().lastHeader(DeadLetter.CAUSE).value(), UTF_8);
  }

  private TrainingState state() {
    return bench.log.last(Topics.TRAINING_STATE);
  }

  @Test
  void shouldCommitHeadStateAndOffsetTogether() {
    bench.open().examples(0, 40).advance();

    FcHead head = bench.log.last(Topics.FC_HEADS);
    assertThat(head.getVersion()).isEqualTo(1);
    assertThat(head.getExamples()).isEqualTo(40);
    assertThat(state().getLive()).isEqualTo(head);
    assertThat(state().getNextOffset()).isEqualTo(40);
    assertThat(bench.producer.commitCount()).isEqualTo(1);
    assertThat(bench.producer.consumerGroupOffsetsHistory())
        .singleElement()
        .satisfies(
            offsets ->
                assertThat(offsets.get("dummy.group.id").get(ModelLog.log()).offset())
                    .isEqualTo(40));
  }

  @Test
  void shouldCommitWholeBatchesOnly() {
    bench.open().examples(0, 21).advance();
    assertThat(state().getNextOffset()).isEqualTo(16);
    assertThat(state().getExamples()).isEqualTo(16);
  }

  @Test
  void shouldDecodeOnceWhatWaitedInTheLogForTheFirstSession() {
    bench.examples(0, 40).open().advance();
    assertThat(state().getExamples()).isEqualTo(40);
    assertThat(bench.decoded).hasValue(40);
  }

  @Test
  void shouldAskOnceForAPartialBatchToBeTrainedOnAndTrainOnIt() {
    bench.open().examples(0, 21).flush().advance().advance();

    assertThat(bench.log.values(Topics.TRAINING_EXAMPLES))
        .extracting(TrainingExample::getKind)
        .filteredOn(kind -> kind == ExampleKind.FLUSH)
        .hasSize(1);
    assertThat(state().getNextOffset()).isEqualTo(22);
    assertThat(state().getExamples()).isEqualTo(21);
    assertThat(state().getSteps()).isEqualTo(3);
  }

  @Test
  void shouldTrainEachExampleOnceWhicheverCommitFails() {
    bench.open().examples(0, 100).advance().examples(100, 203).flush();
    TrainingState expected = state();
    long commits = bench.producer.commitCount();
    assertThat(expected.getExamples()).isEqualTo(203);
    assertThat(commits).isGreaterThan(5);

    for (int failing = 0; failing < commits; failing++) {
      try (TrainingBench broken = new TrainingBench()) {
        broken.open().examples(0, 100);
        runUntilCommitFails(broken, failing);
        broken.open().advance().examples(100, 203).flush();

        TrainingState state = broken.log.last(Topics.TRAINING_STATE);
        assertThat(state.getExamples()).isEqualTo(203);
        assertThat(state.getWeights()).isEqualTo(expected.getWeights());
        assertThat(state.getLive().getSha256()).isEqualTo(expected.getLive().getSha256());
        assertThat(broken.log.values(Topics.FC_HEADS))
            .extracting(FcHead::getSha256)
            .isEqualTo(bench.log.values(Topics.FC_HEADS).stream().map(FcHead::getSha256).toList());
      }
    }
  }

  @Test
  void shouldTrainEachRevisionOnceWhicheverCommitFails() {
    corrections(bench.open().examples(0, 40)).examples(40, 75).flush();
    TrainingState expected = state();
    long commits = bench.producer.commitCount();
    assertThat(expected.getExamples()).isEqualTo(75 + 10);
    assertThat(expected.getCorrections()).isEqualTo(10);
    assertThat(bench.counted("qahan.training.corrections")).isEqualTo(10);
    assertThat(bench.counted("qahan.training.examples")).isEqualTo(85);
    assertThat(commits).isGreaterThan(2);

    for (int failing = 0; failing < commits; failing++) {
      try (TrainingBench broken = new TrainingBench()) {
        corrections(broken.open().examples(0, 40)).examples(40, 75);
        runUntilCommitFails(broken, failing);
        broken.open().advance().flush();

        TrainingState state = broken.log.last(Topics.TRAINING_STATE);
        assertThat(state.getExamples()).isEqualTo(expected.getExamples());
        assertThat(state.getCorrections()).isEqualTo(10);
        assertThat(state.getWeights()).isEqualTo(expected.getWeights());
        assertThat(state.getRecent()).isEqualTo(expected.getRecent());
      }
    }
  }

  private static TrainingBench corrections(TrainingBench bench) {
    for (int number = 20; number < 30; number++) {
      bench.log.append(Topics.TRAINING_EXAMPLES, Digits.record(Digits.corrected(number)));
    }
    return bench;
  }

  private static void runUntilCommitFails(TrainingBench broken, int failing) {
    for (int i = 0; i < 4; i++) {
      if (broken.producer.commitCount() == failing) {
        broken.producer.commitTransactionException = new KafkaException("killed");
      }
      try {
        broken.advance();
      } catch (KafkaException e) {
        return;
      }
    }
  }

  @Test
  void shouldGiveTheSameHeadsWhenTheSameLogIsReplayedFromTheStart() {
    bench.open().examples(0, 203).flush();
    try (TrainingBench replay = new TrainingBench()) {
      bench
          .log
          .records(ModelLog.log().topic())
          .forEach(r -> replay.log.append(Topics.TRAINING_EXAMPLES, r.key(), r.value()));
      replay.open().advance().advance();

      assertThat(replay.log.values(Topics.FC_HEADS))
          .extracting(FcHead::getSha256)
          .isEqualTo(bench.log.values(Topics.FC_HEADS).stream().map(FcHead::getSha256).toList());
      assertThat(replay.log.last(Topics.TRAINING_STATE).getWeights())
          .isEqualTo(state().getWeights());
    }
  }

  @Test
  void shouldBuryBadExamplesOnceAndTrainOnTheRest() {
    TrainingExample outOfRange = Digits.record(1000);
    bench.open().examples(0, 4);
    bench.log.append(Topics.TRAINING_EXAMPLES, ModelLog.TOPICS.key(), new byte[] {1, 2, 3});
    bench.log.append(
        Topics.TRAINING_EXAMPLES,
        TrainingExample.newBuilder(outOfRange).setLabel(Digits.CLASSES).build());
    bench.log.append(
        Topics.TRAINING_EXAMPLES,
        TrainingExample.newBuilder(outOfRange).setConvVersion("other-1").build());
    bench.log.append(
        Topics.TRAINING_EXAMPLES, TrainingExample.newBuilder(outOfRange).setFeatures(null).build());
    bench.advance();
    assertThat(bench.log.deadLetters(Topics.TRAINING_EXAMPLES))
        .as("the batch they came with is not trained on, so they come again after a crash")
        .isEmpty();

    bench.open().advance().examples(4, 8).advance();

    List<ConsumerRecord<byte[], byte[]>> letters = bench.log.deadLetters(Topics.TRAINING_EXAMPLES);
    assertThat(letters)
        .extracting(TrainingSessionTest::cause)
        .containsExactly("undecodable", "label-out-of-range", "wrong-features", "bad-features");
    assertThat(letters.get(0).value()).containsExactly(1, 2, 3);
    assertThat(state().getExamples()).isEqualTo(8);
    assertThat(bench.counted("qahan.dead.letters")).isEqualTo(4);
  }

  @Test
  void shouldBuryWhatIsBadBeforeThereIsAnythingToTrainOn() {
    bench.open();
    bench.log.append(Topics.TRAINING_EXAMPLES, null, new byte[] {1});
    bench.advance().advance();
    assertThat(bench.log.deadLetters(Topics.TRAINING_EXAMPLES)).hasSize(1);
    assertThat(bench.log.values(Topics.TRAINING_STATE)).isEmpty();
  }

  @Test
  void shouldLeaveTheExamplesOfOtherModelsAlone() {
    bench.open();
    for (int number = 0; number < 50; number++) {
      bench.log.append(
          Topics.TRAINING_EXAMPLES,
          "other".getBytes(UTF_8),
          ModelLog.TOPICS.codecOf(Topics.TRAINING_EXAMPLES).encode(Digits.record(number)));
    }
    bench.examples(50, 58).advance();
    assertThat(state().getExamples()).isEqualTo(8);
    assertThat(state().getNextOffset()).isEqualTo(58);
  }

  @Test
  void shouldGoOnWithTheVersionsOfPublishedHeadsWhenTheStateIsLost() {
    bench.open().examples(0, 400).advance();
    FcHead last = bench.log.last(Topics.FC_HEADS);
    bench.log.append(Topics.TRAINING_STATE, ModelLog.TOPICS.key(), null);

    bench.open().advance();

    assertThat(bench.log.last(Topics.FC_HEADS).getVersion()).isGreaterThan(last.getVersion());
  }

  @Test
  void shouldPassOverAnUnreadableState() {
    bench.open().examples(0, 40).advance();
    bench.log.append(Topics.TRAINING_STATE, ModelLog.TOPICS.key(), new byte[] {9});
    bench.open().examples(40, 48).advance();
    assertThat(state().getExamples()).isEqualTo(48);
  }

  @Test
  void shouldPassOverAStateThatContradictsItself() {
    bench.open().examples(0, 40).advance();
    bench.log.append(
        Topics.TRAINING_STATE,
        TrainingState.newBuilder(state()).setWeights(ByteBuffer.wrap(new byte[4])).build());
    bench.open().examples(40, 48).advance();
    assertThat(state().getExamples()).isEqualTo(48);
  }

  @Test
  void shouldFindItsStateBehindThoseOfOtherModels() {
    bench.open().examples(0, 40).advance();
    byte[] own =
        bench.log.records(ModelLog.TOPICS.names().of(Topics.TRAINING_STATE)).get(0).value();
    for (int i = 0; i < 100; i++) {
      bench.log.append(Topics.TRAINING_STATE, "other".getBytes(UTF_8), own);
    }
    bench.open().examples(40, 48).advance();
    assertThat(state().getExamples()).isEqualTo(48);
  }

  @Test
  void shouldNotTrainWhenTheNumberOfClassesWasChanged() throws Exception {
    bench.open().examples(0, 40).advance();
    HeadShape five = new HeadShape(5, 40, state().getConvVersion());
    ByteBuffer weights = LittleEndian.floats(new float[five.weights()]);
    bench.log.append(
        Topics.TRAINING_STATE,
        TrainingState.newBuilder(state())
            .setShape(List.of(5, 40))
            .setLive(Head.untrained(five).toRecord())
            .setWeights(weights)
            .setFirstMoment(weights.duplicate())
            .setSecondMoment(weights.duplicate())
            .setRecentImages(List.of())
            .setRecentProbabilities(ByteBuffer.allocate(0))
            .build());
    assertThatThrownBy(bench::open).hasMessageContaining("it has [5] classes");
  }

  @Test
  void shouldCountADriftOnceWhicheverCommitFails() {
    bench.open().examples(0, 400).advance().drifted(400, 480).advance().advance();
    assertThat(bench.counted("qahan.drift.detected")).isEqualTo(1);
    TrainingState expected = state();

    for (int failing = 0; failing < 2; failing++) {
      try (TrainingBench broken = new TrainingBench()) {
        broken.open().examples(0, 400).advance().open().drifted(400, 480);
        runUntilCommitFails(broken, failing);
        broken.open().advance().advance();

        assertThat(broken.counted("qahan.drift.detected")).isEqualTo(1);
        TrainingState state = broken.log.last(Topics.TRAINING_STATE);
        assertThat(state.getDrift()).isEqualTo(expected.getDrift());
        assertThat(state.getDrift().getExamples()).isBetween(1L, 79L);
      }
    }
  }

  @Test
  void shouldShowHowNearDriftIs() {
    bench.open().examples(0, 400).advance().drifted(400, 408).advance();
    assertThat(bench.registry.get("qahan.drift.statistic").gauge().value()).isBetween(0.05, 0.99);
    assertThat(bench.counted("qahan.drift.detected")).isZero();
  }

  @Test
  void shouldCountStepsExamplesAndHeadsOnceCommitted() {
    bench.open().examples(0, 80).advance();
    assertThat(bench.counted("qahan.training.steps")).isEqualTo(10);
    assertThat(bench.counted("qahan.training.examples")).isEqualTo(80);
    int published = bench.log.values(Topics.FC_HEADS).size();
    assertThat(bench.counted("qahan.heads.published")).isEqualTo(published);
    assertThat(bench.counted("qahan.heads.withheld")).as("of two looks").isEqualTo(2 - published);
    assertThat(bench.registry.get("qahan.prequential.loss").tag("window", "all").gauge().value())
        .isEqualTo(state().getLossSum() / 80);
    assertThat(
            bench.registry.get("qahan.prequential.accuracy").tag("window", "all").gauge().value())
        .isEqualTo(state().getCorrect() / 80.0);
  }
}
