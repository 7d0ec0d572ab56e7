package io.qahan.trainer.online.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.trainer.online.gate.DriftOptions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Classes are swapped, and the head learns faster for a while. */
class BoostTest {
  private static final int STEPS = 30;
  private static final int BATCH = 8;
  private static final int KNOWN = 2_000;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private static final LearningOptions PLAIN =
      new LearningOptions(BATCH, 0.005, 0.5, 7, 5).withDrift(new DriftOptions(0.1, 20, 500));

  private static final LearningOptions BOOSTED = PLAIN.withBoost(STEPS);

  private static OnlineTraining swapped(LearningOptions options) {
    OnlineTraining training = OnlineTraining.start(Head.untrained(Digits.SHAPE), options, CLOCK);
    Digits.examples(0, KNOWN).forEach(training::add);
    return training;
  }

  /** Trains on swapped images until drift is noticed, and says how many it took. */
  private static int untilDrift(OnlineTraining training) {
    for (int i = 0; i < 1_000; i++) {
      Optional<TrainingStep> step = training.add(Digits.swapped(KNOWN + i));
      if (step.isPresent() && step.get().drift().isPresent()) {
        return i + 1;
      }
    }
    throw new AssertionError("no drift was noticed");
  }

  private static void train(OnlineTraining training, int from, int to) {
    for (int i = from; i < to; i++) {
      training.add(Digits.swapped(KNOWN + i));
    }
  }

  @Test
  void shouldLearnFasterForSoManyStepsAfterDriftAndThenAsBefore() {
    try (OnlineTraining plain = swapped(PLAIN);
        OnlineTraining boosted = swapped(BOOSTED)) {
      int at = untilDrift(plain);
      assertThat(untilDrift(boosted)).isEqualTo(at);
      assertThat(boosted.weights()).as("so far").isEqualTo(plain.weights());
      assertThat(boosted.boostLeft()).isEqualTo(STEPS);
      assertThat(plain.boostLeft()).isZero();

      int end = at + STEPS * BATCH;
      train(plain, at, end);
      train(boosted, at, end - BATCH);
      assertThat(boosted.boostLeft()).isEqualTo(1);
      train(boosted, end - BATCH, end);
      assertThat(boosted.boostLeft()).isZero();
      assertThat(rightOf(boosted, end)).isGreaterThan(rightOf(plain, end) + 50);
    }
  }

  /** Of the next 500 images, the head in training learning on from them. */
  private static long rightOf(OnlineTraining training, int from) {
    long before = right(training);
    train(training, from, from + 504);
    return right(training) - before;
  }

  private static long right(OnlineTraining training) {
    return Math.round(training.scores().accuracy() * training.scores().examples());
  }

  @Test
  void shouldGoOnWithItWhereverItIsStoppedAndResumed() throws Exception {
    int steps = 40;
    try (OnlineTraining unbroken = swapped(BOOSTED)) {
      int at = untilDrift(unbroken);
      train(unbroken, at, at + steps * BATCH);
      for (int stop = 0; stop < steps; stop += 3) {
        TrainingState saved;
        try (OnlineTraining first = swapped(BOOSTED)) {
          train(first, 0, at + stop * BATCH);
          saved = first.state(0, 0);
        }
        assertThat(saved.getBoostLeft()).isEqualTo(Math.max(0, STEPS - stop));
        try (OnlineTraining second = OnlineTraining.resume(saved, BOOSTED, CLOCK)) {
          train(second, at + stop * BATCH, at + steps * BATCH);
          assertThat(second.weights()).isEqualTo(unbroken.weights());
        }
      }
    }
  }

  @Test
  void shouldEndItWithTheWeightsThatItIsFor() throws Exception {
    try (OnlineTraining training = swapped(BOOSTED)) {
      Head before = training.live();
      untilDrift(training);
      training.rollBack(before);
      assertThat(training.boostLeft()).isZero();
    }
    try (OnlineTraining training = swapped(BOOSTED)) {
      untilDrift(training);
      training.replace(Head.untrained(Digits.SHAPE), 2);
      assertThat(training.boostLeft()).isZero();
    }
  }

  @Test
  void shouldTakeNoLongerOneFromAStateThanItIsToldNow() throws Exception {
    TrainingState saved;
    try (OnlineTraining training = swapped(BOOSTED)) {
      untilDrift(training);
      saved = training.state(0, 0);
    }
    try (OnlineTraining training = OnlineTraining.resume(saved, PLAIN, CLOCK)) {
      assertThat(training.boostLeft()).isZero();
    }
    assertThatThrownBy(() -> PLAIN.withBoost(-1)).hasMessageContaining("boost [-1]");
  }
}
