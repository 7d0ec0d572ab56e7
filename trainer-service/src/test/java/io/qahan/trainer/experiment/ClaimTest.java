package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.trainer.experiment.Claim.Verdict;
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
  void shouldHoldWhereOneIsAboveTheOther() {
    assertThat(Claim.order("a", 0.99, 0.98).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Claim.order("a", 0.98, 0.98).verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
  }

  @Test
  void shouldNotBeJudgedByNumbersThatWouldBeRoundedIntoItsBounds() {
    Claim claim = Claim.within("a", 0.99, 1, 0.98996);
    assertThat(claim.verdict()).isEqualTo(Verdict.DOES_NOT_HOLD);
  }
}
