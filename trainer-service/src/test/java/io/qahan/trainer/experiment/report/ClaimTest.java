package io.qahan.trainer.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.trainer.experiment.report.Claim.Epochs;
import io.qahan.trainer.experiment.report.Claim.Verdict;
import org.junit.jupiter.api.Test;

class ClaimTest {
  private static Verdict within(double low, double high, double middle, double half) {
    return Claim.within("a", low, high, new Interval(middle, half)).verdict();
  }

  @Test
  void shouldHoldWithinItsBoundsAndBeJudgedInBothDirections() {
    assertThat(within(0.99, 1, 0.99, 0)).isEqualTo(Verdict.HOLDS);
    assertThat(within(0.99, 1, 1, 0)).isEqualTo(Verdict.HOLDS);
    assertThat(within(0.99, 1, 0.9899, 0)).isEqualTo(Verdict.LOWER);
    assertThat(within(0.996, 0.999, 0.9997, 0))
        .as("better is not the same")
        .isEqualTo(Verdict.HIGHER);
    assertThat(within(0.003, 0.013, 0.0015, 0)).isEqualTo(Verdict.LOWER);
    assertThat(within(0.003, 0.013, 0.02, 0)).isEqualTo(Verdict.HIGHER);
  }

  @Test
  void shouldNotBeJudgedWithinChanceOfABound() {
    assertThat(within(0.99, 1, 0.9899, 0.002)).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(within(0.99, 1, 0.991, 0.002)).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(within(0.99, 1, 0.995, 0.002)).isEqualTo(Verdict.HOLDS);
    assertThat(within(0.99, 1, 0.985, 0.002)).isEqualTo(Verdict.LOWER);
    assertThat(within(0.01, 0.02, 0.03, 0.005)).isEqualTo(Verdict.HIGHER);
    assertThat(Claim.within("a", 0.0002, 0.058, new Interval(0.05, 0.001)))
        .isEqualTo(new Claim("a", "0.0002 to 0.058", "0.0500 ± 0.0010", Verdict.HOLDS));
  }

  @Test
  void shouldNotCountChanceThatAnAccuracyCannotHave() {
    assertThat(Claim.accuracyWithin("a", 0.98, 1, new Interval(0.999, 0.002)).verdict())
        .isEqualTo(Verdict.HOLDS);
    assertThat(Claim.accuracyWithin("a", 0.98, 1, new Interval(0.981, 0.002)).verdict())
        .isEqualTo(Verdict.CANNOT_BE_JUDGED);
  }

  @Test
  void shouldHoldBelowItsLimit() {
    assertThat(Claim.below("a", 0.94, new Interval(0.93, 0)).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.below("a", 0.94, new Interval(0.94, 0)).verdict()).isEqualTo(Verdict.HIGHER);
    assertThat(Claim.below("a", 0.94, new Interval(0.95, 0.005)).verdict())
        .isEqualTo(Verdict.HIGHER);
    assertThat(Claim.below("a", 0.94, new Interval(0.935, 0.01)).verdict())
        .isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(Claim.below("a", 0.94, new Interval(0.93, 0)).paper()).isEqualTo("below 0.94");
  }

  @Test
  void shouldHoldWhereOneIsAboveTheOtherByMoreThanChance() {
    assertThat(above(0.99, 0.98)).isEqualTo(Verdict.HOLDS);
    assertThat(above(0.98, 0.99)).isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(above(0.99, 0.986)).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(above(0.986, 0.99)).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(Claim.lower("a", "less", 1, 2, new Interval(-1, 0.5)).verdict())
        .isEqualTo(Verdict.HOLDS);
    assertThat(Claim.lower("a", "less", 2, 1, new Interval(1, 0.5)).verdict())
        .isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(Claim.lower("a", "less", 1, 1, new Interval(0, 0)).verdict())
        .isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(Claim.above("a", 0.99, 0.98, new Interval(0.01, 0.005)).measured())
        .isEqualTo("0.9900 and 0.9800, difference 0.0100 ± 0.0050");
  }

  private static Verdict above(double first, double second) {
    return Claim.above("a", first, second, new Interval(first - second, 0.005)).verdict();
  }

  @Test
  void shouldHoldWhereFewerEpochsAreTakenWhicheverWayChanceGoes() {
    assertThat(Claim.faster("a", new Epochs(1, 2), new Epochs(3, 9)).verdict())
        .isEqualTo(Verdict.HOLDS);
    assertThat(Claim.faster("a", new Epochs(1, 3), new Epochs(3, 9)).verdict())
        .isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(Claim.faster("a", new Epochs(9, 10), new Epochs(3, 8)).verdict())
        .isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(Claim.faster("a", new Epochs(2, 2), new Epochs(9, Integer.MAX_VALUE)).measured())
        .isEqualTo("2 and 9 or never");
  }
}
