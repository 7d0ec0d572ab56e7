package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.DriftState;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.trainer.settings.DriftDetection;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every test for drift keeps. */
class DriftDetectorTest {
  private static final int STREAMS = 10;
  private static final int KNOWN = 10_000;
  private static final int LONG = 20_000;
  private static final int SOON = 700;
  private static final double USUAL = 0.025;

  /** The share of errors over the labels since a change. */
  private enum Change {
    TENTH_INVERTED(i -> 0.10),
    ALL_INVERTED(i -> 0.15 + 0.6 * Math.exp(-i / 2000.0)),
    GRADUALLY_INVERTED(i -> Math.min(0.6, USUAL + i / 2000.0 * 0.6)),
    LABEL_NOISE(i -> USUAL + 0.05 * (1 - USUAL)),
    PERMUTED(i -> 0.03 + 0.95 * Math.exp(-i / 800.0));

    private final IntToDoubleFunction errors;

    Change(IntToDoubleFunction errors) {
      this.errors = errors;
    }
  }

  private static DriftOptions options(DriftDetection detection) {
    return DriftOptions.DEFAULT.withDetection(detection);
  }

  /** The labels, from 1, at which a stream raises an alarm. */
  private static List<Integer> alarms(
      DriftDetector detector, long seed, int labels, IntToDoubleFunction errors) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> alarms = new ArrayList<>();
    for (int i = 0; i < labels; i++) {
      if (detector.add(random.nextDouble() < errors.applyAsDouble(i))) {
        alarms.add(i + 1);
      }
    }
    return alarms;
  }

  static Stream<Arguments> stationary() {
    return tests()
        .flatMap(
            test -> Stream.of(0.001, 0.02, 0.1, 0.35, 0.9).map(share -> Arguments.of(test, share)));
  }

  static Stream<Arguments> changes() {
    return tests()
        .flatMap(test -> Stream.of(Change.values()).map(change -> Arguments.of(test, change)));
  }

  private static Stream<DriftDetection> tests() {
    return Stream.of(DriftDetection.ADWIN, DriftDetection.PAGE_HINKLEY);
  }

  @ParameterizedTest
  @MethodSource("stationary")
  void shouldRaiseNoAlarmWhereErrorsStayAsTheyAre(DriftDetection test, double share) {
    for (long seed = 1; seed <= STREAMS; seed++) {
      DriftDetector detector = DriftDetector.of(options(test));
      assertThat(alarms(detector, seed, LONG, i -> share)).as("seed %d", seed).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void shouldNoticeAChangeSoonAndOnce(DriftDetection test, Change change) {
    for (long seed = 1; seed <= STREAMS; seed++) {
      DriftDetector detector = DriftDetector.of(options(test));
      assertThat(alarms(detector, seed, KNOWN, i -> USUAL)).isEmpty();
      List<Integer> alarms = alarms(detector, ~seed, 10 * SOON, change.errors);
      assertThat(alarms).as("seed %d", seed).isNotEmpty();
      assertThat(alarms.get(0)).as("seed %d", seed).isBetween(2, SOON);
      if (change != Change.GRADUALLY_INVERTED) {
        assertThat(alarms).as("seed %d", seed).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ADWIN", "PAGE_HINKLEY"})
  void shouldTakeABeginnerForNoDriftAndNotBeBlindedByIt(DriftDetection test) {
    for (long seed = 1; seed <= STREAMS; seed++) {
      DriftDetector detector = DriftDetector.of(options(test));
      IntToDoubleFunction learning = i -> USUAL + 0.875 * Math.exp(-i / 400.0);
      assertThat(alarms(detector, seed, 6_000, learning)).as("seed %d", seed).isEmpty();
      assertThat(alarms(detector, ~seed, SOON, i -> 0.10)).as("seed %d", seed).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ADWIN", "PAGE_HINKLEY"})
  void shouldSayNothingWhereErrorsBecomeFewerAndGoOnFromThere(DriftDetection test) {
    for (long seed = 1; seed <= STREAMS; seed++) {
      DriftDetector detector = DriftDetector.of(options(test));
      IntToDoubleFunction fallen = i -> i < 5_000 ? 0.35 : USUAL;
      assertThat(alarms(detector, seed, 8_000, fallen)).as("seed %d", seed).isEmpty();
      assertThat(alarms(detector, ~seed, SOON, i -> 0.15)).as("seed %d", seed).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ADWIN", "PAGE_HINKLEY"})
  void shouldRaiseNoAlarmBeforeItHasSeenEnough(DriftDetection test) {
    DriftDetector detector = DriftDetector.of(options(test).withMinimum(300));
    assertThat(alarms(detector, 1, 150, i -> 0.02)).isEmpty();
    assertThat(alarms(detector, 2, 150, i -> 0.98)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ADWIN", "PAGE_HINKLEY"})
  void shouldReckonHowLongAgoTheChangeWas(DriftDetection test) {
    DriftDetector detector = DriftDetector.of(options(test));
    alarms(detector, 1, KNOWN, i -> USUAL);
    int noticed = alarms(detector, 2, SOON, i -> 0.10).get(0);
    assertThat(detector.since()).isBetween(SOON - noticed + noticed / 2L, SOON + 300L);
  }

  @ParameterizedTest
  @EnumSource(names = {"ADWIN", "PAGE_HINKLEY"})
  void shouldForgetEverythingWhenReset(DriftDetection test) {
    DriftDetector detector = DriftDetector.of(options(test));
    alarms(detector, 1, KNOWN, i -> USUAL);
    alarms(detector, 2, 50, i -> 0.2);
    assertThat(detector.statistic()).isBetween(0.01, 1.0);
    detector.reset();
    assertThat(detector.statistic()).isZero();
    assertThat(detector.state()).isEqualTo(DriftDetector.of(options(test)).state());
    assertThat(alarms(detector, 3, 5_000, i -> 0.35)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(DriftDetection.class)
  void shouldGoOnFromItsStateAsIfNothingHadHappened(DriftDetection test) {
    DriftOptions options = options(test);
    IntToDoubleFunction errors = i -> i < 3_000 ? 0.3 * Math.exp(-i / 300.0) + 0.02 : 0.15;
    DriftDetector unbroken = DriftDetector.of(options);
    List<Integer> expected = alarms(unbroken, 1, 4_000, errors);
    for (int stop = 0; stop < 4_000; stop += 237) {
      DriftDetector detector = DriftDetector.of(options);
      SplittableRandom random = new SplittableRandom(1);
      List<Integer> alarms = new ArrayList<>();
      for (int i = 0; i < 4_000; i++) {
        if (i == stop) {
          TrainingState state = stateOf(detector);
          assertThat(DriftDetector.faultOf(state)).isEmpty();
          detector = DriftDetector.of(state, options);
        }
        if (detector.add(random.nextDouble() < errors.applyAsDouble(i))) {
          alarms.add(i + 1);
        }
      }
      assertThat(alarms).as("stopped at %d", stop).isEqualTo(expected);
      assertThat(detector.state()).isEqualTo(unbroken.state());
      assertThat(detector.statistic()).isEqualTo(unbroken.statistic());
    }
  }

  @Test
  void shouldStartOverFromTheStateOfAnotherTestOrOfNone() {
    DriftDetector adwin = DriftDetector.of(options(DriftDetection.ADWIN));
    alarms(adwin, 1, 1_000, i -> 0.1);
    TrainingState state = stateOf(adwin);
    for (DriftDetection other : List.of(DriftDetection.PAGE_HINKLEY, DriftDetection.NONE)) {
      assertThat(DriftDetector.of(state, options(other)).state())
          .isEqualTo(DriftDetector.of(options(other)).state());
    }
    assertThat(DriftDetector.of(new TrainingState(), options(DriftDetection.ADWIN)).state())
        .isEqualTo(DriftDetector.of(options(DriftDetection.ADWIN)).state());
  }

  @Test
  void shouldFindFaultWithAStateThatCannotBe() {
    DriftDetector adwin = DriftDetector.of(options(DriftDetection.ADWIN));
    alarms(adwin, 1, 100, i -> 0.1);
    DriftState sound = adwin.state().orElseThrow();
    for (DriftState fault :
        List.of(
            DriftState.newBuilder(sound).setExamples(-1).build(),
            DriftState.newBuilder(sound).setSince(-1).build(),
            DriftState.newBuilder(sound).setMean(1.5).build(),
            DriftState.newBuilder(sound).setRise(Double.NaN).build(),
            DriftState.newBuilder(sound).setFall(Double.POSITIVE_INFINITY).build(),
            DriftState.newBuilder(sound).setErrors(List.of()).build(),
            DriftState.newBuilder(sound).setWidths(List.of(3)).setErrors(List.of(1)).build(),
            DriftState.newBuilder(sound).setWidths(List.of(2)).setErrors(List.of(3)).build(),
            DriftState.newBuilder(sound)
                .setWidths(List.of(1, 2))
                .setErrors(List.of(1, 1))
                .build())) {
      TrainingState state = new TrainingState();
      state.put("drift", fault);
      assertThat(DriftDetector.faultOf(state)).as(fault.toString()).isPresent();
    }
  }

  private static TrainingState stateOf(DriftDetector detector) {
    TrainingState state = new TrainingState();
    state.put("drift", detector.state().orElse(null));
    return state;
  }
}
