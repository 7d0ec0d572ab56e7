package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeToSolutionTest {
  /** The times 1 to {@code found}, in any order. */
  private static TimeToSolution found(int found, int seeds) {
    List<Double> times =
        new ArrayList<>(IntStream.rangeClosed(1, found).mapToObj(i -> (double) i).toList());
    Collections.shuffle(times, new Random(seeds));
    return new TimeToSolution(seeds, times);
  }

  @Test
  void shouldTakeTheTimeWithinWhichSoManyPercentOfTheSeedsAreDone() {
    assertThat(found(100, 100).percentile(99)).hasValue(99);
    assertThat(found(100, 100).percentile(50)).hasValue(50);
    assertThat(found(100, 100).percentile(100)).hasValue(100);
    assertThat(found(1000, 1000).percentile(99)).hasValue(990);
    assertThat(found(7, 7).percentile(50)).hasValue(4);
  }

  @Test
  void shouldTakeTheSlowestOfFewSeedsBecauseNothingLessIsNinetyNinePercent() {
    assertThat(found(1, 1).percentile(99)).hasValue(1);
    assertThat(found(20, 20).percentile(99)).hasValue(20);
    assertThat(found(101, 101).percentile(99)).hasValue(100);
  }

  @Test
  void shouldCountSeedsThatNeverFoundTheTargetAsSlowerThanAllOthers() {
    assertThat(found(99, 100).percentile(99)).hasValue(99);
    assertThat(found(98, 100).percentile(99)).isEmpty();
    assertThat(found(19, 20).percentile(99)).isEmpty();
    assertThat(found(50, 100).percentile(50)).hasValue(50);
    assertThat(found(49, 100).percentile(50)).isEmpty();
    assertThat(found(0, 3).percentile(1)).isEmpty();
  }

  @Test
  void shouldRefuseMoreFoundThanSeeds() {
    assertThatThrownBy(() -> found(3, 2)).hasMessageContaining("[3] of [2]");
    assertThatThrownBy(() -> found(0, 0)).hasMessageContaining("[0]");
  }
}
