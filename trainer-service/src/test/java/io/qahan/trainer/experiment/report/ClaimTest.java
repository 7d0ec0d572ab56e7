package io.qahan.trainer.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.trainer.experiment.report.Claim.Verdict;
import org.junit.jupiter.api.Test;

class ClaimTest {
  @Test
  void shouldHoldWithinItsBounds() {
    assertThat(Claim.within("a", 0.99, 1, 0.99).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.within("a", 0.99, 1, 1).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.within("a", 0.99, 1, 0.9899).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(Claim.within("a", 0.003, 0.013, 0.02).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
  }

  @Test
  void shouldHoldWhereAnAccuracyIsBetterThanItsRangeAndALossLower() {
    assertThat(Claim.reaches("a", 0.996, 0.999, 0.9997).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.reaches("a", 0.996, 0.999, 0.9959).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(Claim.staysBelow("a", 0.0002, 0.058, 0.0001).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.staysBelow("a", 0.0002, 0.058, 0.0581).verdict())
        .isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(Claim.staysBelow("a", 0.0002, 0.058, 0.05).paper()).isEqualTo("0.0002 to 0.058");
  }

  @Test
  void shouldHoldUpToItsLimit() {
    assertThat(Claim.atMost("a", 0.94, 0.94).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.atMost("a", 0.94, 0.941).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
  }

  @Test
  void shouldHoldWhereOneIsAboveTheOtherByMoreThanChance() {
    assertThat(Claim.above("a", 0.99, 0.98, 0.005).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.above("a", 0.98, 0.99, 0.005).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(Claim.above("a", 0.99, 0.986, 0.005).verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(Claim.above("a", 0.986, 0.99, 0.005).verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(Claim.below("a", "less", 1, 2, 0).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.below("a", "less", 2, 1, 0).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(Claim.below("a", "less", 1, 1, 0).verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(Claim.above("a", 0.99, 0.98, 0.005).measured())
        .isEqualTo("0.9900 and 0.9800, chance 0.0050");
  }

  @Test
  void shouldTakeTwoStandardErrorsForChance() {
    // 0.9 (1 - 0.9) / 100 = 0.0009, whose root is 0.03
    assertThat(Claim.chance(100, 0.9)).isCloseTo(0.06, within(1e-12));
    assertThat(Claim.chance(100, 0.9, 0.9)).isCloseTo(0.06 * Math.sqrt(2), within(1e-12));
    assertThat(Claim.chance(100, 1, 0)).isZero();
  }

  @Test
  void shouldHoldWhereFewerEpochsAreTaken() {
    assertThat(Claim.faster("a", 2, 9).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.faster("a", 9, 9).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
    assertThat(Claim.faster("a", 2, 9).measured()).isEqualTo("2 and 9");
  }

  @Test
  void shouldNotBeJudgedByNumbersThatWouldBeRoundedIntoItsBounds() {
    Claim claim = Claim.within("a", 0.99, 1, 0.98996);
    assertThat(claim.verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
  }
}
