package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.trainer.online.learning.Digits;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.learning.OnlineTraining;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PageHinkleyTest {
  private static final int MINIMUM = DriftOptions.DEFAULT.minimum();

  private final PageHinkley test = new PageHinkley(DriftOptions.DEFAULT);

  /** Exponential, as losses are: most near zero, some large; its deviation is its mean. */
  private static double loss(SplittableRandom random, double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  /** Examples until drift is noticed; none within {@code examples}: -1. */
  private static int noticed(PageHinkley test, SplittableRandom random, double mean, int examples) {
    for (int i = 1; i <= examples; i++) {
      if (test.add(loss(random, mean))) {
        return i;
      }
    }
    return -1;
  }

  @Property(tries = 50)
  void shouldFindNoDriftWhereLossesStayAsTheyAre(@ForAll long seed) {
    assertThat(noticed(test(), new SplittableRandom(seed), 0.3, 20_000)).isEqualTo(-1);
  }

  @Property(tries = 50)
  void shouldFindNoDriftWhileLossesFall(@ForAll long seed) {
    PageHinkley falling = test();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      double mean = 0.2 + 2.1 * Math.exp(-i / 500.0);
      assertThat(falling.add(loss(random, mean))).as("example %d", i).isFalse();
    }
  }

  @Property(tries = 50)
  void shouldNoticeALossThatGrowsTwentyfoldWithinFiftyExamples(
      @ForAll long seed, @ForAll @IntRange(min = 500, max = 20_000) int before) {
    PageHinkley stepped = test();
    SplittableRandom random = new SplittableRandom(seed);
    assertThat(noticed(stepped, random, 0.2, before)).isEqualTo(-1);
    assertThat(noticed(stepped, random, 4, 50)).isBetween(10, 50);
  }

  private static PageHinkley test() {
    return new PageHinkley(DriftOptions.DEFAULT);
  }

  @Test
  void shouldComputeTheStatisticOfTheDefinition() {
    PageHinkley small = new PageHinkley(new DriftOptions(0.5, 100, 1));
    double[] losses = {1, 3, 2, 6};
    for (double loss : losses) {
      small.add(loss);
    }
    // Means 1, 2, 2, 3; terms -0.5, 0.5, -0.5, 2.5; sums -0.5, 0, -0.5, 2; the least is -0.5.
    assertThat(small.statistic()).isEqualTo(2.5);
  }

  @Test
  void shouldNotJudgeBeforeItHasSeenEnough() {
    for (int i = 1; i < MINIMUM; i++) {
      assertThat(test.add(i < 10 ? 0 : 5)).isFalse();
    }
    assertThat(test.add(5)).isTrue();
  }

  @Test
  void shouldStartOverAfterADriftAndTakeTheNewLossForGranted() {
    noticed(test, new SplittableRandom(1), 0.2, 2000);
    assertThat(noticed(test, new SplittableRandom(2), 1, 300)).isPositive();

    assertThat(test.statistic()).isZero();
    assertThat(noticed(test, new SplittableRandom(3), 1, 5000)).isEqualTo(-1);
    assertThat(noticed(test, new SplittableRandom(4), 4, 50)).isPositive();
  }

  @Test
  void shouldForgetEverythingWhenReset() {
    noticed(test, new SplittableRandom(1), 0.2, 2000);
    test.add(4);
    assertThat(test.statistic()).isPositive();
    test.reset();
    assertThat(test.statistic()).isZero();
    assertThat(noticed(test, new SplittableRandom(2), 5, MINIMUM - 1)).isEqualTo(-1);
  }

  @Test
  void shouldNotTakeAFewImpossibleImagesForDrift() {
    noticed(test, new SplittableRandom(1), 0.2, 2000);
    for (int i = 0; i < 9; i++) {
      assertThat(test.add(87.3)).isFalse();
    }
  }

  @Property(tries = 50)
  void shouldGoOnFromItsStateAsIfNothingHadHappened(
      @ForAll @Size(min = 1, max = 60) List<@FloatRange(min = 0, max = 9) Float> losses,
      @ForAll @IntRange(min = 0, max = 60) int stop) {
    DriftOptions touchy = new DriftOptions(0.1, 10, 3);
    PageHinkley unbroken = new PageHinkley(touchy);
    PageHinkley broken = new PageHinkley(touchy);
    TrainingState.Builder state = stateOfNothing();
    for (int i = 0; i < losses.size(); i++) {
      if (i == stop) {
        broken.saveTo(state);
        broken = PageHinkley.of(state.build(), touchy);
      }
      assertThat(broken.add(losses.get(i))).isEqualTo(unbroken.add(losses.get(i)));
      assertThat(broken.statistic()).isEqualTo(unbroken.statistic());
    }
  }

  private static TrainingState.Builder stateOfNothing() {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    LearningOptions options = new LearningOptions(8, 0.01, 0.5, 7, 5);
    try (OnlineTraining training =
        OnlineTraining.start(Head.untrained(Digits.SHAPE), options, clock)) {
      return TrainingState.newBuilder(training.state(0, 0));
    }
  }

  @Test
  void shouldRefuseOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> new DriftOptions(-1, 50, 1)).hasMessageContaining("delta [-1.0]");
    assertThatThrownBy(() -> new DriftOptions(0.1, 0, 1)).hasMessageContaining("lambda [0.0]");
    assertThatThrownBy(() -> new DriftOptions(0.1, 50, 0)).hasMessageContaining("minimum [0]");
  }
}
