package io.qahan.trainer.online.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.gate.DriftOptions;
import io.qahan.trainer.online.gate.ServingHead.Withheld;
import io.qahan.trainer.settings.DriftDetection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class OnlineTrainingTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
  private static final LearningOptions OPTIONS = new LearningOptions(8, 0.01, 0.5, 7, 5);

  private static OnlineTraining fresh(LearningOptions options) {
    return OnlineTraining.start(Head.untrained(Digits.SHAPE), options, CLOCK);
  }

  private static List<Head> train(OnlineTraining training, int from, int to) {
    List<Head> published = new ArrayList<>();
    for (LabelledExample example : Digits.examples(from, to)) {
      training.add(example).flatMap(TrainingStep::published).ifPresent(published::add);
    }
    return published;
  }

  @Test
  void shouldTrainOnlyOnFullBatchesUnlessFlushed() {
    try (OnlineTraining training = fresh(OPTIONS)) {
      train(training, 0, 7);
      assertThat(training.steps()).isZero();
      assertThat(training.waiting()).isEqualTo(7);

      train(training, 7, 10);
      assertThat(training.steps()).isEqualTo(1);
      assertThat(training.flush()).hasValueSatisfying(s -> assertThat(s.examples()).isEqualTo(2));
      assertThat(training.flush()).isEmpty();
      assertThat(training.scores().examples()).isEqualTo(10);
    }
  }

  @Test
  void shouldLearnAndPublishGrowingVersionsWithTheirLineage() {
    try (OnlineTraining training = fresh(OPTIONS)) {
      List<Head> published = train(training, 0, 2000);

      assertThat(published).hasSizeGreaterThan(10);
      for (int i = 0; i < published.size(); i++) {
        assertThat(published.get(i).version()).isEqualTo(i + 1);
        assertThat(published.get(i).lineage().parent()).isEqualTo(i);
      }
      assertThat(training.live()).isEqualTo(published.get(published.size() - 1));
      assertThat(training.scores().recentAccuracy()).isGreaterThan(0.85);
      assertThat(training.scores().recentLoss()).isLessThan(Math.log(Digits.CLASSES) / 2);
    }
  }

  @Test
  void shouldScoreEachExampleBeforeItLearnsFromIt() {
    try (OnlineTraining training = fresh(OPTIONS)) {
      train(training, 0, 8);
      assertThat(training.scores().loss())
          .as("an untrained head gives every class the same probability")
          .isCloseTo(Math.log(Digits.CLASSES), within(1e-6));
      train(training, 0, 8);
      assertThat(training.scores().recentLoss()).isLessThan(Math.log(Digits.CLASSES));
    }
  }

  @Test
  void shouldKeepAHeadBackThatIsWorseThanTheLiveOne() throws Exception {
    Head good;
    try (OnlineTraining training = fresh(OPTIONS)) {
      train(training, 0, 2000);
      good = training.live();
    }
    LearningOptions wild = new LearningOptions(8, 3, 0.5, 7, 5);
    try (OnlineTraining training = OnlineTraining.start(good, wild, CLOCK)) {
      List<Boolean> withheld = new ArrayList<>();
      for (LabelledExample example : Digits.examples(2000, 2400)) {
        training.add(example).ifPresent(step -> withheld.add(step.withheld().isPresent()));
      }
      assertThat(withheld).filteredOn(each -> each).hasSize(400 / 8 / 5);
      assertThat(training.live()).isEqualTo(good);
    }
  }

  @Test
  void shouldPublishWorseHeadsTooWithoutAGate() {
    LearningOptions wild = new LearningOptions(8, 3, 0.5, 7, 5).withoutGate();
    try (OnlineTraining training = fresh(wild)) {
      assertThat(train(training, 0, 400)).hasSize(400 / 8 / 5);
    }
  }

  @Test
  void shouldGiveTheSameHeadWhenTheSameExamplesAreReplayed() {
    List<Head> first;
    List<Head> again;
    try (OnlineTraining training = fresh(OPTIONS)) {
      first = train(training, 0, 1000);
    }
    try (OnlineTraining training = fresh(OPTIONS)) {
      again = train(training, 0, 1000);
    }
    assertThat(again).isEqualTo(first).isNotEmpty();
  }

  @Test
  void shouldGiveAnotherHeadForAnotherSeed() {
    LearningOptions other = new LearningOptions(8, 0.01, 0.5, 8, 5);
    try (OnlineTraining one = fresh(OPTIONS);
        OnlineTraining two = fresh(other)) {
      train(one, 0, 200);
      train(two, 0, 200);
      assertThat(two.weights()).isNotEqualTo(one.weights());
    }
  }

  @Test
  void shouldEndInTheSameHeadWhereverItIsStoppedAndResumed() throws Exception {
    try (OnlineTraining unbroken = fresh(OPTIONS)) {
      List<Head> expected = train(unbroken, 0, 400);
      for (int step = 1; step < 400 / 8; step++) {
        int at = step * 8;
        List<Head> published = new ArrayList<>();
        TrainingState saved;
        try (OnlineTraining first = fresh(OPTIONS)) {
          published.addAll(train(first, 0, at));
          saved = throughBytes(first.state(at, 3));
          train(first, at, at + 5); // read but never committed: it comes again
        }
        try (OnlineTraining second = OnlineTraining.resume(saved, OPTIONS, CLOCK)) {
          published.addAll(train(second, (int) saved.getNextOffset(), 400));
          assertThat(published).isEqualTo(expected);
          assertThat(second.weights()).isEqualTo(unbroken.weights());
          assertThat(second.scores()).isEqualTo(unbroken.scores());
        }
      }
    }
  }

  private static TrainingState throughBytes(TrainingState state) throws UndecodableRecordException {
    Codec<TrainingState> codec =
        Codecs.singleObject(new TopicNames("t.")).of(Topics.TRAINING_STATE);
    return codec.decode(codec.encode(state));
  }

  @Test
  void shouldServeAPinnedHeadAndPublishNoOtherUntilResumed() throws Exception {
    try (OnlineTraining training = fresh(OPTIONS)) {
      Head third = train(training, 0, 400).get(2);
      long before = training.live().version();

      Head pinned = training.pin(third).orElseThrow();

      assertThat(pinned.version()).isEqualTo(before + 1);
      assertThat(pinned.sha256()).isEqualTo(third.sha256());
      assertThat(pinned.lineage().restoredFrom()).hasValue(3);
      assertThat(train(training, 400, 800)).isEmpty();
      assertThat(training.live()).isEqualTo(pinned);

      training.resume();
      assertThat(train(training, 800, 1200)).isNotEmpty();
      assertThat(training.pinned()).isEmpty();
    }
  }

  @Test
  void shouldPinTheLiveHeadWithoutPublishingItAgain() throws Exception {
    try (OnlineTraining training = fresh(OPTIONS)) {
      train(training, 0, 400);
      Head live = training.live();
      assertThat(training.pin(live)).isEmpty();
      assertThat(training.pinned()).isEqualTo(OptionalLong.of(live.version()));
      assertThat(training.live()).isEqualTo(live);
    }
  }

  @Test
  void shouldLearnOnFromTheHeadItWasRolledBackTo() throws Exception {
    try (OnlineTraining training = fresh(OPTIONS)) {
      Head third = train(training, 0, 400).get(2);
      training.pin(third);

      Head restored = training.rollBack(third);

      assertThat(restored.sha256()).isEqualTo(third.sha256());
      assertThat(training.weights()).isEqualTo(third.weights());
      assertThat(training.pinned()).isEmpty();
      TrainingState state = training.state(0, 0);
      assertThat(state.getAdamSteps()).isZero();
      assertThat(state.getSteps()).isEqualTo(50);
      List<Head> next = train(training, 400, 800);
      assertThat(next.get(0).lineage().parent()).isEqualTo(restored.version());
    }
  }

  @Test
  void shouldWithholdOnOlderImagesWhereTheNewestAloneHideThatClassesWerePermuted() {
    LearningOptions unnoticed =
        OPTIONS.withDrift(DriftOptions.DEFAULT.withDetection(DriftDetection.NONE));
    try (OnlineTraining training = fresh(unnoticed)) {
      train(training, 0, 2_000);
      List<Withheld> withheld = new ArrayList<>();
      long published = 0;
      for (int number = 2_000; number < 12_000; number++) {
        Optional<TrainingStep> step = training.add(Digits.swapped(number));
        step.flatMap(TrainingStep::withheld).ifPresent(withheld::add);
        published += step.flatMap(TrainingStep::published).isPresent() ? 1 : 0;
      }
      assertThat(withheld).filteredOn(Withheld.ANCHORS::equals).hasSizeGreaterThan(5);
      assertThat(published).as("older images are of after the change in the end").isPositive();
    }
  }

  @Test
  void shouldFollowAtOnceWhereTheChangeWasNoticed() {
    try (OnlineTraining training = fresh(OPTIONS)) {
      train(training, 0, 2_000);
      int alarm = 0;
      int follows = 0;
      for (int number = 2_000; follows == 0; number++) {
        Optional<TrainingStep> step = training.add(Digits.swapped(number));
        alarm = step.filter(s -> s.drift().isPresent()).isPresent() ? number : alarm;
        follows = alarm > 0 && step.flatMap(TrainingStep::published).isPresent() ? number : follows;
      }
      assertThat(follows - alarm).isLessThan(200);
    }
  }

  @Test
  void shouldJudgeBySameAnchorsWhereverItIsStoppedAndResumed() throws Exception {
    TrainingState expected;
    try (OnlineTraining unbroken = fresh(OPTIONS)) {
      train(unbroken, 0, 1_600);
      expected = unbroken.state(0, 0);
    }
    assertThat(expected.getAnchors()).hasSizeGreaterThan(100);
    assertThat(expected.getServed().getLosses().remaining()).isEqualTo(1_600 * Float.BYTES);
    for (int at = 0; at < 1_600; at += 232) {
      TrainingState saved;
      try (OnlineTraining first = fresh(OPTIONS)) {
        train(first, 0, at);
        saved = throughBytes(first.state(at, 0));
      }
      try (OnlineTraining second = OnlineTraining.resume(saved, OPTIONS, CLOCK)) {
        train(second, at, 1_600);
        assertThat(second.state(0, 0)).isEqualTo(expected);
      }
    }
  }

  /** The examples at which drift was noticed. */
  private static List<Long> drifts(
      OnlineTraining training, IntFunction<LabelledExample> stream, int from, int to) {
    List<Long> drifts = new ArrayList<>();
    for (int number = from; number < to; number++) {
      training.add(stream.apply(number)).ifPresent(step -> step.drift().ifPresent(drifts::add));
    }
    return drifts;
  }

  @Test
  void shouldNoticeThatClassesWereSwappedAndNothingBefore() {
    try (OnlineTraining training = fresh(OPTIONS)) {
      assertThat(drifts(training, Digits::example, 0, 4000)).isEmpty();
      assertThat(drifts(training, Digits::swapped, 4000, 6000))
          .singleElement()
          .satisfies(at -> assertThat(at).isBetween(4010L, 4100L));
    }
  }

  @Test
  void shouldNoticeDriftAtTheSameExampleWhereverItIsStoppedAndResumed() throws Exception {
    List<Long> expected;
    try (OnlineTraining unbroken = fresh(OPTIONS)) {
      drifts(unbroken, Digits::example, 0, 2000);
      expected = drifts(unbroken, Digits::swapped, 2000, 2400);
    }
    assertThat(expected).hasSize(1);
    for (int at = 2000; at <= 2200; at += 8) {
      List<Long> noticed = new ArrayList<>();
      TrainingState saved;
      try (OnlineTraining first = fresh(OPTIONS)) {
        drifts(first, Digits::example, 0, 2000);
        noticed.addAll(drifts(first, Digits::swapped, 2000, at));
        saved = throughBytes(first.state(at, 0));
      }
      try (OnlineTraining second = OnlineTraining.resume(saved, OPTIONS, CLOCK)) {
        noticed.addAll(drifts(second, Digits::swapped, at, 2400));
      }
      assertThat(noticed).isEqualTo(expected);
    }
  }

  @Test
  void shouldTellTheLastDriftWithEveryHeadAfterItAlsoWhenResumed() throws Exception {
    TrainingState saved;
    long drift;
    try (OnlineTraining training = fresh(OPTIONS)) {
      drifts(training, Digits::example, 0, 2000);
      assertThat(training.live().progress().lastDrift()).isEmpty();
      drift = drifts(training, Digits::swapped, 2000, 2400).get(0);
      assertThat(training.live().progress().lastDrift()).hasValue(drift);
      saved = throughBytes(training.state(2400, 0));
    }
    assertThat(saved.getLastDrift()).isEqualTo(drift);
    try (OnlineTraining resumed = OnlineTraining.resume(saved, OPTIONS, CLOCK)) {
      long version = resumed.live().version();
      drifts(resumed, Digits::swapped, 2400, 3200);
      assertThat(resumed.live().version()).isGreaterThan(version);
      assertThat(resumed.live().progress().lastDrift()).hasValue(drift);
    }
  }

  @Test
  void shouldTestForDriftAnewAfterARollBack() throws Exception {
    try (OnlineTraining training = fresh(OPTIONS)) {
      Head third = train(training, 0, 400).get(2);
      drifts(training, Digits::swapped, 400, 408);
      assertThat(training.driftStatistic()).isPositive();

      training.rollBack(third);

      assertThat(training.driftStatistic()).isZero();
    }
  }

  @Test
  void shouldHoldNoMoreNativeMemoryAfterManyStepsThanAfterOne() {
    try (OnlineTraining training = fresh(OPTIONS)) {
      train(training, 0, 8);
      int once = training.nativeArrays();
      train(training, 8, 4000);
      assertThat(training.nativeArrays()).isEqualTo(once);
    }
  }
}
