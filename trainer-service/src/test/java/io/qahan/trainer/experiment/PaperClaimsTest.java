package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.Claim.Verdict;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.SeededRuns;
import io.qahan.trainer.paper.network.Score;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaperClaimsTest {
  private static List<Claim> judged(FinishedRun... runs) {
    return PaperClaims.of(SeededRuns.of(List.of(runs)), 1000, 10_000);
  }

  private static Claim find(List<Claim> claims, String text) {
    return claims.stream().filter(claim -> claim.text().contains(text)).findFirst().orElseThrow();
  }

  /** Losses are what is missing from 1. */
  @Test
  void shouldJudgeEveryNumberOfQahanInBothDirections() {
    List<Claim> claims =
        judged(Runs.of(Mechanism.QAHAM, 0, 0.9997, 0.9, 0.98, 0.99, 0.995, 0.996, 0.997));
    assertThat(find(claims, "training accuracy, without dropout").verdict())
        .isEqualTo(Verdict.HIGHER);
    assertThat(find(claims, "training loss, without dropout").verdict()).isEqualTo(Verdict.LOWER);
    assertThat(find(claims, "training accuracy, with dropout").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(find(claims, "training accuracy, with dropout").measured())
        .isEqualTo("0.9970 (0.9000 to 0.9970)");
    assertThat(find(claims, "training loss of epoch 6").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(find(claims, "training loss of epoch 6").paper()).isEqualTo("below 0.0049");
    assertThat(find(claims, "falls rapidly").measured()).startsWith("0.1000").contains("0.0200");
    assertThat(find(claims, "loss on all test images").paper()).isEqualTo("0.0002 to 0.058");
    assertThat(claims).hasSize(11);
  }

  @Test
  void shouldNotJudgeTheLossAfterTheFifthEpochBeforeIt() {
    Claim claim = find(judged(Runs.of(Mechanism.QAHAM, 0, 0.9, 0.9)), "after epoch 5");
    assertThat(claim.verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
  }

  @Test
  void shouldJudgeTheRivalsToo() {
    List<Claim> claims =
        judged(Runs.of(Mechanism.MNIH, 0, 0.98, 0.975), Runs.of(Mechanism.ELSAYED, 0, 0.88, 0.88));
    assertThat(find(claims, "Mnih, training accuracy").verdict()).isEqualTo(Verdict.HIGHER);
    assertThat(find(claims, "Mnih, training loss, with").paper()).isEqualTo("0.2 to 0.99");
    assertThat(find(claims, "Mnih, training loss, with").verdict()).isEqualTo(Verdict.LOWER);
    assertThat(find(claims, "Mnih, accuracy on all test images, the conclusion").verdict())
        .isEqualTo(Verdict.HIGHER);
    assertThat(find(claims, "Elsayed, training accuracy").paper()).isEqualTo("below 0.85");
    assertThat(find(claims, "Elsayed, training loss, with").paper()).isEqualTo("0.49 to 1.15");
    assertThat(find(claims, "Elsayed, accuracy on all test images, the text").verdict())
        .isEqualTo(Verdict.HOLDS);
  }

  @Test
  void shouldJudgeASampleOfSeedsByItsInterval() {
    FinishedRun first = Runs.of(Mechanism.QAHAM, 0, 0.989, 0.99);
    FinishedRun second = Runs.of(Mechanism.QAHAM, 0, 0.993, 0.99);
    FinishedRun third = Runs.of(Mechanism.QAHAM, 0, 0.991, 0.99);
    Claim claim = find(judged(first, second, third), "accuracy on all test images");
    // A deviation of 0.002 over three: 4.303 * 0.002 / sqrt(3)
    assertThat(claim.measured()).isEqualTo("0.9910 ± 0.0050");
    assertThat(claim.verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
  }

  @Test
  void shouldCountWhichOfTheFourFiguresAreInRange() {
    assertThat(PaperClaims.inRange(new Score(0.01, 0.997), new Score(0.01, 0.995))).isEqualTo(4);
    assertThat(PaperClaims.inRange(new Score(0.01, 0.9997), new Score(0.0001, 0.98))).isEqualTo(1);
  }
}
