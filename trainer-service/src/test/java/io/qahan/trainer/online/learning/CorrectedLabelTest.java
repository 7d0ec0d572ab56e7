package io.qahan.trainer.online.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadLineage;
import io.qahan.ingest.head.HeadProgress;
import io.qahan.ingest.head.Softmax;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.trainer.online.gate.PrequentialScores;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** An image whose label is corrected is learned from once more, and scored by its newest label. */
class CorrectedLabelTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  /** Looks at the gate after every fifth step of 8 examples. */
  private static final LearningOptions OPTIONS = new LearningOptions(8, 0.01, 0.5, 7, 5);

  private static final int WRONG = 19; // the image that somebody labels wrongly

  private static OnlineTraining fresh() {
    return OnlineTraining.start(Head.untrained(Digits.SHAPE), OPTIONS, CLOCK);
  }

  private static void train(OnlineTraining training, int from, int to) {
    for (int number = from; number < to; number++) {
      training.add(number == WRONG ? Digits.swapped(number) : Digits.example(number));
    }
  }

  /** The first label was wrong, and this one is right. */
  private static LabelledExample correction() {
    LabelledExample right = Digits.example(WRONG);
    return new LabelledExample(right.imageId(), right.features(), right.label(), 1);
  }

  private static float[] probabilities(float[] weights) throws Exception {
    return Head.of(Digits.SHAPE, HeadLineage.ROOT, HeadProgress.NONE, weights)
        .probabilities(Digits.example(WRONG).features());
  }

  @Test
  void shouldJudgeTheImageByItsNewestLabelAndByWhatWasSaidBeforeItWasLearnedFrom()
      throws Exception {
    try (OnlineTraining training = fresh()) {
      train(training, 0, 16);
      float[] said = probabilities(training.weights());
      train(training, 16, 31);
      int wrong = Digits.swapped(WRONG).label();
      int right = Digits.example(WRONG).label();
      train(training, 31, 32);
      PrequentialScores before = training.scores();

      training.add(correction());
      train(training, 32, 32 + 7);

      double loss = Softmax.lossOf(said, right) - Softmax.lossOf(said, wrong);
      double hits =
          (Softmax.argMax(said) == right ? 1 : 0) - (Softmax.argMax(said) == wrong ? 1 : 0);
      try (OnlineTraining uncorrected = fresh()) {
        train(uncorrected, 0, 32);
        assertThat(uncorrected.scores()).isEqualTo(before);
      }
      assertThat(training.steps()).isEqualTo(5);
      assertThat(training.scores().examples()).as("images").isEqualTo(39);
      assertThat(sum(training.state(40, 0), WRONG) - sum(stateAt32(), WRONG))
          .isCloseTo(loss, within(1e-5));
      assertThat(hitsOfFirst(training.state(40, 0), 32) - hitsOfFirst(stateAt32(), 32))
          .isEqualTo(hits);
    }
  }

  private static TrainingState stateAt32() {
    try (OnlineTraining training = fresh()) {
      train(training, 0, 32);
      return training.state(32, 0);
    }
  }

  /** The loss of an image in the recent scores. */
  private static double sum(TrainingState state, int image) {
    return Math.abs(LittleEndian.floats(state.getRecent())[image]);
  }

  private static double hitsOfFirst(TrainingState state, int images) {
    float[] recent = LittleEndian.floats(state.getRecent());
    int hits = 0;
    for (int i = 0; i < images; i++) {
      hits += Float.floatToRawIntBits(recent[i]) >= 0 ? 1 : 0;
    }
    return hits;
  }

  @Test
  void shouldLearnTheRightClassOnTopOfTheWrongOne() throws Exception {
    int right = Digits.example(WRONG).label();
    try (OnlineTraining training = fresh();
        OnlineTraining uncorrected = fresh()) {
      train(training, 0, 32);
      train(uncorrected, 0, 32);
      training.add(correction());
      training.flush();

      assertThat(probabilities(training.weights())[right])
          .isGreaterThan(probabilities(uncorrected.weights())[right]);
      assertThat(training.scores().examples()).isEqualTo(uncorrected.scores().examples());
    }
  }

  @Test
  void shouldTellHowManyOfAStepWereCorrections() {
    try (OnlineTraining training = fresh()) {
      train(training, 0, 35);
      training.add(correction());
      TrainingStep step = training.flush().orElseThrow();

      assertThat(step.examples()).isEqualTo(4);
      assertThat(step.corrections()).isEqualTo(1);
      assertThat(training.state(36, 0).getExamples()).isEqualTo(36);
      assertThat(training.state(36, 0).getCorrections()).isEqualTo(1);
    }
  }

  @Test
  void shouldCompareBothHeadsAnewOnTheImage() {
    try (OnlineTraining training = fresh()) {
      train(training, 0, 32); // the gate has not been looked at yet
      TrainingState before = training.state(32, 0);
      training.add(correction());
      training.flush(); // the fifth step: a head is published
      train(training, 32, 36);
      training.flush();

      assertThat(LittleEndian.floats(before.getCandidateWindow())).hasSize(32);
      assertThat(training.live().version()).isEqualTo(1);
      assertThat(training.live().progress().examples()).isEqualTo(33);
      assertThat(training.live().progress().corrections()).isEqualTo(1);
      assertThat(LittleEndian.floats(training.state(37, 0).getCandidateWindow()))
          .as("since the head serves")
          .hasSize(4);
    }
    try (OnlineTraining training = fresh()) {
      train(training, 0, 23);
      training.add(correction()); // in one batch with the example that it corrects
      TrainingState after = training.state(24, 0);
      float[] candidate = LittleEndian.floats(after.getCandidateWindow());
      float[] served = LittleEndian.floats(after.getLiveWindow());

      assertThat(candidate).hasSize(23);
      assertThat(served).hasSize(23);
      assertThat(candidate[WRONG])
          .isEqualTo(Math.abs(LittleEndian.floats(after.getRecent())[WRONG]));
      assertThat(served[WRONG])
          .as("an untrained head gives every class the same probability")
          .isCloseTo((float) Math.log(Digits.CLASSES), within(1e-6f));
    }
  }

  @Test
  void shouldTakeNoCorrectionForDrift() {
    try (OnlineTraining training = fresh()) {
      train(training, 0, 32);
      double before = training.driftStatistic();
      TrainingState state = training.state(32, 0);
      for (int revision = 1; revision <= 8; revision++) {
        LabelledExample example = revision % 2 == 0 ? Digits.swapped(WRONG) : Digits.example(WRONG);
        training.add(
            new LabelledExample(example.imageId(), example.features(), example.label(), revision));
      }
      assertThat(training.steps()).isEqualTo(5);
      assertThat(training.driftStatistic()).isEqualTo(before);
      assertThat(training.state(40, 0).getDrift()).isEqualTo(state.getDrift());
      assertThat(training.scores().loss())
          .as("the eighth says what the first had said")
          .isCloseTo(state.getLossSum() / 32, within(1e-6));
    }
  }

  /** Image 19 as the head that served it answered, and as a label made an example of it. */
  private static LabelledExample answered(int label, int revision, OptionalInt previous) {
    LabelledExample image = Digits.example(WRONG);
    float[] answer = new float[Digits.CLASSES];
    answer[image.label()] = 0.75f;
    answer[(image.label() + 1) % Digits.CLASSES] = 0.25f;
    return new LabelledExample(
        image.imageId(), image.features(), label, revision, previous, answer);
  }

  @Test
  void shouldScoreAnswersByTheNewestLabelHoweverLateItComes() {
    int right = Digits.example(WRONG).label();
    int wrong = (right + 1) % Digits.CLASSES;
    try (OnlineTraining training = fresh()) {
      training.add(answered(wrong, 0, OptionalInt.empty()));
      train(training, 20, 20 + 1500);
      training.flush();
      PrequentialScores before = training.scores();
      training.add(answered(right, 1, OptionalInt.of(wrong)));
      training.flush();
      PrequentialScores after = training.scores();

      assertThat(after.examples()).isEqualTo(before.examples());
      assertThat(after.accuracy() - before.accuracy()).isCloseTo(1 / 1501.0, within(1e-12));
      assertThat(after.loss() - before.loss())
          .isCloseTo(Math.log(0.25 / 0.75) / 1501, within(1e-8));
      assertThat(after.recentAccuracy()).as("out of its reach").isEqualTo(before.recentAccuracy());

      training.add(answered(wrong, 2, OptionalInt.of(right)));
      training.add(answered(right, 3, OptionalInt.of(wrong)));
      training.flush();
      assertThat(training.scores().accuracy()).isEqualTo(after.accuracy());
      assertThat(training.scores().loss()).isCloseTo(after.loss(), within(1e-12));
    }
  }

  @Test
  void shouldCountAnAnswerThatKnowsNothingOfTheNewClassAsWrong() {
    int right = Digits.example(WRONG).label();
    LabelledExample first = Digits.example(WRONG);
    float[] fewer = new float[1];
    fewer[0] = 1;
    try (OnlineTraining training = fresh()) {
      training.add(
          new LabelledExample(first.imageId(), first.features(), 0, 0, OptionalInt.empty(), fewer));
      training.flush();
      assertThat(training.scores().accuracy()).isEqualTo(1);
      training.add(
          new LabelledExample(
              first.imageId(), first.features(), Math.max(1, right), 1, OptionalInt.of(0), fewer));
      training.flush();
      assertThat(training.scores().accuracy()).isZero();
      assertThat(training.scores().loss()).isCloseTo(87.3, within(0.1));
    }
  }

  @Test
  void shouldLeaveTheScoreOfAnImageThatWasScoredTooLongAgoAndWhoseAnswerIsNotTold() {
    try (OnlineTraining training = fresh()) {
      train(training, 0, WRONG + 1 + 1000);
      training.flush();
      PrequentialScores before = training.scores();
      training.add(correction());
      training.flush();

      assertThat(training.scores()).isEqualTo(before);
    }
    try (OnlineTraining training = fresh()) {
      train(training, 0, WRONG + 1000);
      training.flush();
      PrequentialScores before = training.scores();
      training.add(correction());
      training.flush();

      assertThat(training.scores()).as("just not too long ago").isNotEqualTo(before);
    }
  }

  @Test
  void shouldEndInTheSameHeadAndScoresWhereverItIsStoppedAndResumed() throws Exception {
    List<LabelledExample> log = new ArrayList<>();
    for (int number = 0; number < 200; number++) {
      log.add(Digits.swapped(number));
      if (number % 3 == 2) {
        LabelledExample right = Digits.example(number - 2);
        log.add(new LabelledExample(right.imageId(), right.features(), right.label(), 1));
      }
    }
    try (OnlineTraining unbroken = fresh()) {
      log.forEach(unbroken::add);
      for (int at = 8; at < log.size(); at += 8) {
        TrainingState saved;
        try (OnlineTraining first = fresh()) {
          log.subList(0, at).forEach(first::add);
          saved = first.state(at, 0);
        }
        try (OnlineTraining second = OnlineTraining.resume(saved, OPTIONS, CLOCK)) {
          log.subList(at, log.size()).forEach(second::add);
          assertThat(second.live()).isEqualTo(unbroken.live());
          assertThat(second.state(0, 0)).isEqualTo(unbroken.state(0, 0));
        }
      }
      assertThat(unbroken.live().version()).isPositive();
    }
  }
}
