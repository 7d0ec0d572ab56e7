package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.RecoveryState;
import io.qahan.schemas.avro.TrainingState;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrainRuleTest {
  private final RetrainRule rule = new RetrainRule(500);

  @Test
  void shouldBeDueWhenTheHeadDoesNotRecover() {
    answered(2000, 100);
    rule.alarm("image", 0);

    assertThat(answered(499, 80)).isZero();
    assertThat(answered(1, 80)).isEqualTo(1);
    assertThat(answered(499, 80)).as("until the labels have doubled").isZero();
    assertThat(answered(1, 80)).isEqualTo(1);
  }

  @Test
  void shouldSpareAHeadThatRecovers() {
    answered(2000, 100);
    rule.alarm("image", 0);

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
    rule.alarm("image", 0);
    assertThat(answered(500, 70)).isEqualTo(1);
    assertThat(answered(500, 97)).as("0.97 is not 0.99").isEqualTo(1);
    assertThat(answered(1000, 100)).isZero();
    assertThat(answered(9000, 100)).as("it is over").isZero();
  }

  @Test
  void shouldMeasureByWhatWasBeforeTheAlarm() {
    answered(2000, 80);
    answered(60, 0); // until it was noticed
    rule.alarm("image", 0);

    assertThat(answered(500, 78)).as("0.78 is 0.975 of 0.80").isZero();
  }

  @Test
  void shouldMeasureByWhatWasBeforeAChangeThatWasNoticedLate() {
    answered(2000, 100);
    answered(600, 50);
    rule.alarm("image", 600);

    assertThat(answered(500, 90)).as("0.90 of 1.00").isEqualTo(1);
  }

  @Test
  void shouldTakeFurtherAlarmsForTheSameChange() {
    answered(2000, 100);
    rule.alarm("image", 0);
    answered(300, 50);
    rule.alarm("image", 0);

    assertThat(rule.since()).isEqualTo(300);
    assertThat(answered(200, 50)).isEqualTo(1);
  }

  @Test
  void shouldGoOnFromAStateAsIfNothingHadBeen() {
    for (int at : new int[] {0, 700, 1100, 2000, 2300, 2600, 3400}) {
      RetrainRule whole = new RetrainRule(500);
      RetrainRule parted = new RetrainRule(500);
      for (int i = 0; i < 4000; i++) {
        if (i == at) {
          parted = RetrainRule.of(saved(parted), 500);
        }
        if (i == 2000) {
          whole.alarm("image-" + i, 0);
          parted.alarm("image-" + i, 0);
        }
        boolean right = i < 2000 || i % 3 > 0;
        assertThat(parted.labelled(right))
            .as("%d after %d", i, at)
            .isEqualTo(whole.labelled(right));
        assertThat(parted.change()).isEqualTo(whole.change());
      }
      assertThat(whole.isMissed()).isTrue();
      assertThat(parted.isMissed()).isTrue();
    }
  }

  @Test
  void shouldFindFaultWithAStateThatCannotBe() {
    answered(300, 50);
    TrainingState sound = saved(rule);
    assertThat(RetrainRule.faultOf(sound)).isEmpty();
    assertThat(RetrainRule.faultOf(new TrainingState())).as("of before there was one").isEmpty();
    RecoveryState recovery = sound.getRecovery();
    for (RecoveryState fault :
        List.of(
            RecoveryState.newBuilder(recovery).setCount(-1).build(),
            RecoveryState.newBuilder(recovery).setCount(1701).build(),
            RecoveryState.newBuilder(recovery).setCount(3).build(),
            RecoveryState.newBuilder(recovery).setSince(-1).build(),
            RecoveryState.newBuilder(recovery).setNext(-1).build(),
            RecoveryState.newBuilder(recovery).setBefore(Double.NaN).build())) {
      TrainingState state = new TrainingState();
      state.put("recovery", fault);
      assertThat(RetrainRule.faultOf(state)).as(fault.toString()).isPresent();
    }
  }

  private static TrainingState saved(RetrainRule rule) {
    TrainingState.Builder builder = TrainingState.newBuilder();
    rule.saveTo(builder);
    TrainingState state = new TrainingState();
    state.put("recovery", builder.getRecovery());
    return state;
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
