package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.Claim.Verdict;
import io.qahan.trainer.experiment.report.Evidence;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.Scale;
import java.util.List;
import org.junit.jupiter.api.Test;

class RivalClaimsTest {
  /** Quick and smooth. */
  private static final FinishedRun QAHAN =
      Runs.of(
          Mechanism.QAHAM, 0, 0.99, 0.97, 0.98, 0.982, 0.984, 0.986, 0.988, 0.99, 0.992, 0.5, 0.4);

  /** Slow, and rough in its later half; eight epochs only. */
  private static final FinishedRun MNIH =
      Runs.of(Mechanism.MNIH, 0, 0.94, 0.7, 0.8, 0.9, 0.93, 0.95, 0.93, 0.95, 0.93);

  private static Claim find(List<Claim> claims, String text) {
    return claims.stream().filter(claim -> claim.text().contains(text)).findFirst().orElseThrow();
  }

  @Test
  void shouldCompareOverTheEpochsThatBothWereTrained() {
    List<Claim> claims = RivalClaims.of(List.of(QAHAN, MNIH), Runs.FULL);

    assertThat(claims)
        .hasSize(5)
        .allSatisfy(claim -> assertThat(claim.text()).startsWith("QAHAN beside Mnih, "))
        .allSatisfy(claim -> assertThat(claim.verdict()).isEqualTo(Verdict.HOLDS));
    assertThat(find(claims, "test accuracy after epoch 8").measured())
        .startsWith("0.9920 and 0.9300, chance 0.017");
    assertThat(find(claims, "epochs to a test accuracy of 0.9405").measured()).isEqualTo("1 and 5");
    assertThat(find(claims, "after 10 and 8 epochs").measured()).startsWith("0.9900 and 0.9400");
    // The bends at epochs 6 and 7.
    assertThat(find(claims, "bend of the test accuracy").measured()).isEqualTo("0.0000 and 0.0400");
  }

  @Test
  void shouldFindForTheRivalWhereItIsBetter() {
    FinishedRun rough = Runs.of(Mechanism.QAHAM, 0, 0.8, 0.5, 0.6, 0.8, 0.7, 0.8, 0.7, 0.8, 0.7);
    FinishedRun smooth = Runs.of(Mechanism.ELSAYED, 0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9);
    assertThat(RivalClaims.of(List.of(rough, smooth), Runs.FULL))
        .hasSize(5)
        .allSatisfy(claim -> assertThat(claim.text()).startsWith("QAHAN beside Elsayed, "))
        .allSatisfy(claim -> assertThat(claim.verdict()).isEqualTo(Verdict.DOES_NOT_HOLD));
  }

  @Test
  void shouldNotJudgeWhatMayBeChance() {
    FinishedRun ours = Runs.of(Mechanism.QAHAM, 0, 0.981, 0.97, 0.981);
    FinishedRun theirs = Runs.of(Mechanism.MNIH, 0, 0.98, 0.97, 0.98);
    List<Claim> claims = RivalClaims.of(List.of(ours, theirs), Runs.FULL);
    assertThat(find(claims, "after epoch 2").verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(find(claims, "all test images").verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(claims).as("too few epochs to bend").hasSize(3);
  }

  @Test
  void shouldClaimNothingWithoutARival() {
    FinishedRun none = Runs.of(Mechanism.NONE, 0, 0.9, 0.9);
    assertThat(RivalClaims.of(List.of(QAHAN, none), Runs.FULL)).isEmpty();
  }

  @Test
  void shouldJudgeNothingByTooFewImagesOrEpochs() {
    Evidence evidence = new Evidence(50_000, 9);
    List<Claim> claims = List.of(Claim.reaches("a", 0.9, 1, 0.95));
    assertThat(evidence.judge(Runs.FULL, List.of(QAHAN), claims)).isEqualTo(claims);
    assertThat(evidence.judge(Runs.FULL, List.of(QAHAN, MNIH), claims))
        .containsExactly(Claim.open("a (too few epochs to judge)", "0.9 to 1", "0.9500"));
    Scale quick = Scale.quick(Runs.FULL.dataset(), 1);
    assertThat(evidence.judge(quick, List.of(QAHAN), claims))
        .containsExactly(Claim.open("a (too few images to judge)", "0.9 to 1", "0.9500"));
  }
}
