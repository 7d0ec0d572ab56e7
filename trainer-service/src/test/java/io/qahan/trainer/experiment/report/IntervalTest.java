package io.qahan.trainer.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {
  @Test
  void shouldTakeStudentsTOverSeeds() {
    // Mean 3, variance 2.5, t of 4 degrees of freedom 2.776: 2.776 * sqrt(2.5 / 5)
    Interval five = Interval.ofSeeds(1, 2, 3, 4, 5);
    assertThat(five.middle()).isEqualTo(3);
    assertThat(five.half()).isCloseTo(2.776 * Math.sqrt(0.5), within(1e-12));
    assertThat(Interval.ofSeeds(1, 3).half()).isCloseTo(12.706, within(1e-9));
  }

  @Test
  void shouldKnowNothingOfASingleSeed() {
    assertThat(Interval.ofSeeds(0.5)).isEqualTo(Interval.exactly(0.5));
    assertThat(Interval.exactly(0.5).text()).isEqualTo("0.5000");
  }

  @Test
  void shouldTakeTwoStandardErrorsOfAShare() {
    // 0.9 (1 - 0.9) / 100 = 0.0009, whose root is 0.03
    Interval share = Interval.ofShare(0.9, 100);
    assertThat(share.half()).isCloseTo(0.06, within(1e-12));
    assertThat(share.minus(share).half()).isCloseTo(0.06 * Math.sqrt(2), within(1e-12));
    assertThat(Interval.ofShare(1, 100).half()).isZero();
    assertThat(share.text()).isEqualTo("0.9000 ± 0.0600");
  }

  @Test
  void shouldLieAboveOrBelowWithAllOfIt() {
    Interval interval = new Interval(1, 0.5);
    assertThat(interval.isAbove(0.4)).isTrue();
    assertThat(interval.isAbove(0.6)).isFalse();
    assertThat(interval.isBelow(1.6)).isTrue();
    assertThat(interval.isBelow(1.4)).isFalse();
  }
}
