package io.qahan.trainer.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.Digits;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions that start from the head of a model file. */
class ModelFileTrainingTest {
  private static final Head FIRST = head(Digits.SHAPE, 0.25f);

  private final TrainingBench bench = new TrainingBench(FIRST);

  private static Head head(HeadShape shape, float weight) {
    float[] weights = new float[shape.weights()];
    Arrays.fill(weights, weight);
    try {
      return Head.of(shape, HeadLineage.ROOT, HeadProgress.NONE, weights);
    } catch (HeadRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void shouldLearnOnFromTheHeadOfTheFileAndNotFromZeros() {
    bench.open().examples(0, 8).advance().advance();
    float[] weights = LittleEndian.floats(state().getWeights());
    assertThat(state().getSteps()).isEqualTo(1);
    for (float weight : weights) { // one step of Adam moves a weight by no more than its rate
      assertThat(weight).isBetween(0.25f - 0.011f, 0.25f + 0.011f);
    }
    assertThat(state().getLive().getVersion()).isZero();
    assertThat(state().getLive().getSha256()).isEqualTo(FIRST.sha256());
  }

  @Test
  void shouldRollBackToTheHeadOfTheFile() {
    bench.open().examples(0, 80).advance().advance();
    FcHead published = bench.log.last(Topics.FC_HEADS);
    assertThat(published.getVersion()).isPositive();
    bench.control(ControlAction.ROLL_BACK, 0L).advance().advance();
    FcHead restored = bench.log.last(Topics.FC_HEADS);
    assertThat(restored.getRestoredFrom()).isZero();
    assertThat(restored.getSha256()).isEqualTo(FIRST.sha256());
  }

  @Test
  void shouldRefuseAtTheStartAStateOfAnotherConvStackWithACure() {
    bench.open().examples(0, 40).advance().advance();
    HeadShape other =
        new HeadShape(Digits.SHAPE.classes(), Digits.SHAPE.features(), "another-stack");
    try (TrainingBench changed = bench.under(head(other, 0))) {
      assertThatThrownBy(changed::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Digits.SHAPE.convVersion())
          .hasMessageContaining("another-stack")
          .hasMessageContaining("another name");
    }
    long examples = state().getExamples();
    assertThat(examples).isEqualTo(40);
  }

  @Test
  void shouldRefuseHeadsOfAnotherConvStackWhereNoStateIsLeft() {
    bench.open().examples(0, 80).advance().advance();
    bench.log.append(Topics.TRAINING_STATE, ModelLog.TOPICS.key(), null);
    HeadShape other =
        new HeadShape(Digits.SHAPE.classes(), Digits.SHAPE.features(), "another-stack");
    try (TrainingBench changed = bench.under(head(other, 0))) {
      assertThatThrownBy(changed::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Digits.SHAPE.convVersion())
          .hasMessageContaining("another-stack");
    }
  }

  @Test
  void shouldNotTakeTheShapeOfAForeignExampleForItsOwn() {
    HeadShape other =
        new HeadShape(Digits.SHAPE.classes(), Digits.SHAPE.features(), "another-stack");
    try (TrainingBench strange = new TrainingBench(head(other, 0))) {
      strange.open().examples(0, 8).advance().advance();
      assertThat(strange.session).isNotNull();
      assertThat(strange.log.records(ModelLog.TOPICS.names().of(Topics.FC_HEADS))).isEmpty();
      assertThat(
              strange.log.records(ModelLog.TOPICS.names().deadLettersOf(Topics.TRAINING_EXAMPLES)))
          .hasSize(8);
    }
  }

  private TrainingState state() {
    return bench.log.last(Topics.TRAINING_STATE);
  }
}
