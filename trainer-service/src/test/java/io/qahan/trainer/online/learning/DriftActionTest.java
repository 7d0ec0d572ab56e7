package io.qahan.trainer.online.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.trainer.settings.DriftAction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Classes are swapped, and the head learns faster for a while, or begins anew. */
class DriftActionTest {
  private static final int STEPS = 30;
  private static final int BATCH = 8;
  private static final int KNOWN = 2_000;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private static final LearningOptions PLAIN = new LearningOptions(BATCH, 0.005, 0.5, 7, 5);

  private static final LearningOptions BOOSTED = PLAIN.withAction(DriftAction.BOOST, STEPS);

  private static final LearningOptions ANEW = PLAIN.withAction(DriftAction.RESTART, STEPS);

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
    assertThatThrownBy(() -> PLAIN.withAction(DriftAction.BOOST, -1))
        .hasMessageContaining("boost [-1]");
  }

  @Test
  void shouldBeginAnewWhileTheHeadBeforeServesUntilTheGateLetsAnotherThrough() {
    try (OnlineTraining training = swapped(ANEW)) {
      Head before = training.live();
      untilDrift(training);
      assertThat(training.weights()).containsOnly(0);
      TrainingState state = training.state(0, 0);
      assertThat(state.getAdamSteps()).isZero();
      assertThat(state.getSteps()).isGreaterThan(KNOWN / BATCH);
      assertThat(state.getCandidateWindow().remaining()).isZero();
      assertThat(state.getDrift().getExamples()).isZero();
      assertThat(training.driftStatistic()).isZero();
      assertThat(training.live().version()).isBetween(before.version(), before.version() + 10);

      long served = training.live().version();
      int at = KNOWN + 1_000;
      Head next = null;
      for (int i = 0; next == null; i++) {
        assertThat(training.live().version()).isEqualTo(served);
        next = training.add(Digits.swapped(at + i)).flatMap(TrainingStep::published).orElse(null);
      }
      assertThat(next.version()).isEqualTo(served + 1);
      assertThat(next.lineage().parent()).isEqualTo(served);
    }
  }

  @Test
  void shouldBeginAnewAtTheSameExampleWhereverItIsStoppedAndResumed() throws Exception {
    try (OnlineTraining unbroken = swapped(ANEW)) {
      int at = untilDrift(unbroken);
      train(unbroken, at, at + 160);
      for (int stop = 0; stop < at + 160; stop += 24) {
        TrainingState saved;
        try (OnlineTraining first = swapped(ANEW)) {
          train(first, 0, stop);
          saved = first.state(0, 0);
        }
        try (OnlineTraining second = OnlineTraining.resume(saved, ANEW, CLOCK)) {
          train(second, stop, at + 160);
          assertThat(second.state(0, 0)).as("stopped at %d", stop).isEqualTo(unbroken.state(0, 0));
        }
      }
    }
  }

  @Test
  void shouldLearnSwappedClassesSoonerAnewThanFromWhatIsWrong() {
    try (OnlineTraining plain = swapped(PLAIN);
        OnlineTraining anew = swapped(ANEW)) {
      int at = untilDrift(plain);
      assertThat(untilDrift(anew)).isEqualTo(at);
      train(plain, at, at + 400);
      train(anew, at, at + 400);
      assertThat(rightOf(anew, at + 400)).isGreaterThan(rightOf(plain, at + 400) + 50);
    }
  }
}
