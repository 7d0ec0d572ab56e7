package io.qahan.trainer.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetrainRuleTest {
  private final RetrainRule rule = new RetrainRule(500);

  @Test
  void shouldBeDueWhenTheHeadDoesNotRecover() {
    answered(2000, 100);
    rule.alarm();

    assertThat(answered(499, 80)).isZero();
    assertThat(answered(1, 80)).isEqualTo(1);
    assertThat(answered(499, 80)).as("until the labels have doubled").isZero();
    assertThat(answered(1, 80)).isEqualTo(1);
  }

  @Test
  void shouldSpareAHeadThatRecovers() {
    answered(2000, 100);
    rule.alarm();

    assertThat(answered(200, 50) + answered(800, 97)).isZero();
    assertThat(rule.since()).isZero();
  }

  @Test
  void shouldNotBeDueWithoutAnAlarm() {
    assertThat(answered(2000, 100) + answered(5000, 10)).isZero();
  }

  @Test
  void shouldGoOnUntilAnswersAreNearlyAsGoodAsBefore() {
    answered(2000, 100);
    rule.alarm();
    assertThat(answered(500, 70)).isEqualTo(1);
    assertThat(answered(500, 97)).as("0.97 is not 0.99").isEqualTo(1);
    assertThat(answered(1000, 100)).isZero();
    assertThat(answered(9000, 100)).as("it is over").isZero();
  }

  @Test
  void shouldMeasureByWhatWasBeforeTheAlarm() {
    answered(2000, 80);
    answered(60, 0); // until it was noticed
    rule.alarm();

    assertThat(answered(500, 78)).as("0.78 is 0.975 of 0.80").isZero();
  }

  @Test
  void shouldTakeFurtherAlarmsForTheSameChange() {
    answered(2000, 100);
    rule.alarm();
    answered(300, 50);
    rule.alarm();

    assertThat(rule.since()).isEqualTo(300);
    assertThat(answered(200, 50)).isEqualTo(1);
  }

  /**
   * Labelled images of which so many in a hundred were answered rightly.
   *
   * @return how often a retraining was due
   */
  private int answered(int count, int inHundred) {
    int due = 0;
    for (int i = 0; i < count; i++) {
      due += rule.labelled(i * 37 % 100 < inHundred) ? 1 : 0;
    }
    return due;
  }
}
