package io.qahan.trainer.online;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.SparseFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.Digits;
import io.qahan.trainer.online.learning.LabelledExample;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One labelled example with an absurd feature among good ones. */
class PoisonedExamplesTest {
  private static final int EXAMPLES = 400;

  private static TrainingExample poison(float value) {
    LabelledExample good = Digits.example(7);
    float[] values = good.features().values().clone();
    values[0] = value;
    SparseFeatures features =
        SparseFeatures.newBuilder(good.features().toRecord())
            .setValues(LittleEndian.floats(values))
            .build();
    return TrainingExample.newBuilder(Digits.record(good))
        .setFeatures(features)
        .setImageId("poison")
        .build();
  }

  private static List<String> causes(TrainingBench bench) {
    return bench.log.deadLetters(Topics.TRAINING_EXAMPLES).stream()
        .map(letter -> new String(letter.headers().lastHeader(DeadLetter.CAUSE).value(), UTF_8))
        .toList();
  }

  private static double accuracyWithout() {
    try (TrainingBench bench = new TrainingBench()) {
      bench.open().examples(0, EXAMPLES).flush();
      return accuracyOf(bench.log.last(Topics.TRAINING_STATE));
    }
  }

  /** Of the head in training, on examples that it has not seen. */
  private static double accuracyOf(TrainingState state) {
    float[] weights = LittleEndian.floats(state.getWeights());
    int right = 0;
    for (LabelledExample example : Digits.examples(1000, 1500)) {
      Sparse features = example.features();
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < Digits.CLASSES; c++) {
        double logit = weights[Digits.CLASSES * Digits.FEATURES + c];
        for (int i = 0; i < features.listed(); i++) {
          logit += features.values()[i] * weights[c * Digits.FEATURES + features.indices()[i]];
        }
        if (logit > most) {
          most = logit;
          best = c;
        }
      }
      right += best == example.label() ? 1 : 0;
    }
    return right / 500.0;
  }

  @ParameterizedTest
  @ValueSource(floats = {3e38f, -3e38f, 1e20f, 1e6f, -1e4f})
  void anAbsurdExampleAmongGoodOnesIsSetAsideAndHarmsNothing(float value) {
    try (TrainingBench bench = new TrainingBench()) {
      bench.open().examples(0, 100);
      bench.log.append(Topics.TRAINING_EXAMPLES, poison(value));
      bench.examples(100, EXAMPLES).flush();

      assertThat(causes(bench)).containsExactly("implausible-features");
      TrainingState state = bench.log.last(Topics.TRAINING_STATE);
      assertThat(state.getExamples()).isEqualTo(EXAMPLES);
      assertThat(accuracyOf(state)).isEqualTo(accuracyWithout());
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {3e38f, -3e38f})
  void aStepThatWouldMakeWeightsOrMomentsNoNumbersIsUndone(float value) {
    try (TrainingBench bench = new TrainingBench()) {
      bench.open();
      // So many that the scale itself has grown: only the step can tell.
      TrainingState state = bench.examples(0, 80).advance().log.last(Topics.TRAINING_STATE);
      bench.log.append(
          Topics.TRAINING_STATE, TrainingState.newBuilder(state).setFeatureScale(3e37).build());
      bench.open();
      bench.log.append(Topics.TRAINING_EXAMPLES, poison(value));
      bench.examples(80, EXAMPLES).flush();

      TrainingState after = bench.log.last(Topics.TRAINING_STATE);
      assertThat(causes(bench)).containsExactly("diverged");
      assertThat(after.getExamples()).isEqualTo(EXAMPLES);
      assertThat(accuracyOf(after)).isGreaterThan(accuracyWithout() - 0.03);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {3e38f, 1e20f, 1e6f})
  void theVeryFirstExampleMayBeAbsurd(float value) {
    try (TrainingBench bench = new TrainingBench()) {
      bench.open();
      bench.log.append(Topics.TRAINING_EXAMPLES, poison(value));
      bench.examples(0, EXAMPLES).flush();

      TrainingState state = bench.log.last(Topics.TRAINING_STATE);
      assertThat(causes(bench)).containsExactly("implausible-features");
      assertThat(accuracyOf(state)).isGreaterThan(accuracyWithout() - 0.03);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatIsNoNumberIsRefusedBeforeThat(float value) {
    try (TrainingBench bench = new TrainingBench()) {
      bench.open();
      bench.log.append(Topics.TRAINING_EXAMPLES, poison(value));
      bench.examples(0, 40).flush();

      assertThat(causes(bench)).containsExactly("bad-features");
      assertThat(bench.log.<TrainingState>last(Topics.TRAINING_STATE).getExamples()).isEqualTo(40);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.MIN_VALUE, -Float.MIN_VALUE, -0f})
  void aValueNextToZeroIsAsGoodAsZero(float value) {
    try (TrainingBench bench = new TrainingBench()) {
      bench.open();
      bench.log.append(Topics.TRAINING_EXAMPLES, poison(value));
      bench.examples(0, EXAMPLES).flush();

      assertThat(causes(bench)).isEmpty();
      assertThat(accuracyOf(bench.log.last(Topics.TRAINING_STATE)))
          .isGreaterThan(accuracyWithout() - 0.03);
    }
  }

  @Test
  void theSameLogGivesTheSameHeadsWhereverTheTrainingWasStopped() {
    try (TrainingBench through = new TrainingBench();
        TrainingBench stopped = new TrainingBench()) {
      through.open();
      poisoned(through);
      through.flush();
      poisoned(stopped);
      for (int i = 0; i < 5; i++) {
        stopped.open().advance(); // what waits in a batch is read again each time
      }
      stopped.flush();

      TrainingState one = through.log.last(Topics.TRAINING_STATE);
      TrainingState other = stopped.log.last(Topics.TRAINING_STATE);
      assertThat(other.getWeights()).isEqualTo(one.getWeights());
      assertThat(other.getFeatureScale()).isEqualTo(one.getFeatureScale());
      assertThat(stopped.log.values(Topics.FC_HEADS).stream().map(FcHead::getSha256).toList())
          .isEqualTo(through.log.values(Topics.FC_HEADS).stream().map(FcHead::getSha256).toList());
      assertThat(causes(stopped)).isEqualTo(causes(through)).hasSize(3);
    }
  }

  private static void poisoned(TrainingBench bench) {
    bench.examples(0, 100);
    bench.log.append(Topics.TRAINING_EXAMPLES, poison(3e38f));
    bench.examples(100, 131);
    bench.log.append(Topics.TRAINING_EXAMPLES, poison(1e9f));
    bench.log.append(Topics.TRAINING_EXAMPLES, poison(-1e6f));
    bench.examples(131, 203);
  }
}
