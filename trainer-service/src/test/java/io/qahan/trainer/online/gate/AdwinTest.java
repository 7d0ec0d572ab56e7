package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.schemas.avro.DriftState;
import java.util.Collections;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is its own; the rest is in {@link DriftDetectorTest}. */
class AdwinTest {
  private final Adwin adwin = new Adwin(DriftOptions.DEFAULT);

  @Property(tries = 30)
  void shouldKeepFiveBucketsOfAWidthAtMostAndLoseNoImageWhileNothingChanges(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 5_000) int images) {
    SplittableRandom random = new SplittableRandom(seed);
    Adwin window = new Adwin(DriftOptions.DEFAULT);
    int wrong = 0;
    for (int i = 0; i < images; i++) {
      boolean error = random.nextInt(4) == 0;
      wrong += error ? 1 : 0;
      window.add(error);
    }
    DriftState state = window.state().orElseThrow();
    int kept = state.getWidths().stream().mapToInt(Integer::intValue).sum();
    if (kept == images) { // chance has cut nothing off
      assertThat(state.getErrors().stream().mapToInt(Integer::intValue).sum()).isEqualTo(wrong);
    }
    assertThat(state.getWidths()).isSortedAccordingTo(Collections.reverseOrder());
    for (int width : state.getWidths()) {
      assertThat(Collections.frequency(state.getWidths(), width)).isBetween(1, 5);
    }
  }

  @Test
  void shouldComputeTheBoundOfThePaper() {
    int older = 100;
    int newer = 5;
    for (int i = 0; i < older; i++) {
      adwin.add(i % 10 == 0);
    }
    for (int i = 0; i < newer; i++) {
      adwin.add(true);
    }
    // The five newest are buckets of their own; every other cut says less.
    double mean = (10.0 + newer) / (older + newer);
    double inverse = 1.0 / older + 1.0 / newer;
    double log = Math.log(2 / (0.002 / Math.log(older + newer)));
    double change = Math.sqrt(2 * inverse * mean * (1 - mean) * log) + 2 * inverse * log / 3;
    assertThat(adwin.statistic()).isCloseTo(0.9 / change, within(1e-12));
  }

  @Test
  void shouldLoseWhatWasBeforeAChangeAlsoWhereErrorsBecomeFewer() {
    for (int i = 0; i < 1_000; i++) {
      adwin.add(i % 2 == 0);
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(adwin.add(i % 50 == 0)).isFalse();
    }
    int kept = adwin.state().orElseThrow().getWidths().stream().mapToInt(Integer::intValue).sum();
    assertThat(kept).isBetween(990, 1_100);
  }

  @Test
  void shouldTakeABucketForEachDoublingOfTheWindowOnly() {
    for (int i = 0; i < 100_000; i++) {
      adwin.add(i % 10 == 0);
    }
    assertThat(adwin.state().orElseThrow().getWidths()).hasSizeBetween(40, 90);
  }
}
