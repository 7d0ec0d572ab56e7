package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.Claim.Verdict;
import io.qahan.trainer.experiment.report.Evidence;
import io.qahan.trainer.experiment.report.FinishedRun;
import io.qahan.trainer.experiment.report.Interval;
import io.qahan.trainer.experiment.report.Scale;
import io.qahan.trainer.experiment.report.SeededRuns;
import java.util.List;
import org.junit.jupiter.api.Test;

class RivalClaimsTest {
  /** Quick and smooth. */
  private static final FinishedRun QAHAN =
      Runs.of(
          Mechanism.QAHAM,
          0,
          0.99,
          0.97,
          0.98,
          0.982,
          0.984,
          0.986,
          0.988,
          0.99,
          0.992,
          0.992,
          0.992,
          0.5,
          0.4);

  /** Slow, and rough in its later half; ten epochs only. */
  private static final FinishedRun MNIH =
      Runs.of(Mechanism.MNIH, 0, 0.94, 0.7, 0.8, 0.9, 0.91, 0.97, 0.93, 0.95, 0.93, 0.96, 0.93);

  private static List<Claim> of(FinishedRun... runs) {
    return RivalClaims.of(SeededRuns.of(List.of(runs)), Runs.FULL);
  }

  private static Claim find(List<Claim> claims, String text) {
    return claims.stream().filter(claim -> claim.text().contains(text)).findFirst().orElseThrow();
  }

  @Test
  void shouldCompareOverTheEpochsThatBothWereTrained() {
    List<Claim> claims = of(QAHAN, MNIH);

    assertThat(claims)
        .hasSize(5)
        .allSatisfy(claim -> assertThat(claim.text()).startsWith("QAHAN beside Mnih, "))
        .allSatisfy(claim -> assertThat(claim.verdict()).as(claim.text()).isEqualTo(Verdict.HOLDS));
    assertThat(find(claims, "test accuracy after epoch 10").measured())
        .startsWith("0.9920 and 0.9300, difference 0.0620 ± 0.017");
    // 0.99 of 0.97, within two standard errors of 1,000 images: 0.0123
    assertThat(find(claims, "epochs to a test accuracy of 0.9603").measured())
        .isEqualTo("1 to 2 and 5 or never");
    assertThat(find(claims, "after 12 and 10 epochs").measured()).startsWith("0.9900 and 0.9400");
    // The bends at epochs 7, 8 and 9: 0.04, 0.05 and 0.06
    assertThat(find(claims, "bend of the test accuracy").measured())
        .startsWith("0.0007 and 0.0500, difference -0.0493 ± ");
  }

  @Test
  void shouldFindForTheRivalWhereItIsBetter() {
    FinishedRun rough =
        Runs.of(Mechanism.QAHAM, 0, 0.8, 0.5, 0.6, 0.8, 0.7, 0.8, 0.7, 0.8, 0.7, 0.8, 0.7);
    FinishedRun smooth =
        Runs.of(Mechanism.ELSAYED, 0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9);
    assertThat(of(rough, smooth))
        .hasSize(5)
        .allSatisfy(claim -> assertThat(claim.text()).startsWith("QAHAN beside Elsayed, "))
        .allSatisfy(claim -> assertThat(claim.verdict()).isEqualTo(Verdict.DOES_NOT_HOLD));
  }

  @Test
  void shouldNotJudgeWhatMayBeChance() {
    List<Claim> claims =
        of(
            Runs.of(Mechanism.QAHAM, 0, 0.981, 0.97, 0.981),
            Runs.of(Mechanism.MNIH, 0, 0.98, 0.97, 0.98));
    assertThat(find(claims, "after epoch 2").verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(find(claims, "all test images").verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(find(claims, "epochs to").verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
    assertThat(claims).as("too few epochs to bend").hasSize(3);
  }

  /** Means differ by 0.0002, one bend of either by ten times that. */
  @Test
  void shouldLeaveRoomForChanceInTheBendsOfCurves() {
    Claim claim =
        find(
            of(
                Runs.of(
                    Mechanism.QAHAM,
                    0,
                    0.99,
                    0.98,
                    0.98,
                    0.98,
                    0.98,
                    0.98,
                    0.98,
                    0.981,
                    0.98,
                    0.983,
                    0.983),
                Runs.of(
                    Mechanism.MNIH,
                    0,
                    0.98,
                    0.98,
                    0.98,
                    0.98,
                    0.98,
                    0.98,
                    0.98,
                    0.98,
                    0.983,
                    0.98,
                    0.983)),
            "bend of the test accuracy");
    assertThat(claim.verdict()).isEqualTo(Verdict.CANNOT_BE_JUDGED);
  }

  /** Each seed is 0.01 better, but seeds lie 0.02 apart: only pairs can tell. */
  @Test
  void shouldCompareSeedBySeed() {
    List<Claim> claims =
        of(
            Runs.of(Mechanism.QAHAM, 0, 0.95, 0.95),
            Runs.of(Mechanism.QAHAM, 0, 0.97, 0.97),
            Runs.of(Mechanism.QAHAM, 0, 0.991, 0.991),
            Runs.of(Mechanism.MNIH, 0, 0.94, 0.94),
            Runs.of(Mechanism.MNIH, 0, 0.96, 0.96),
            Runs.of(Mechanism.MNIH, 0, 0.98, 0.98));
    assertThat(find(claims, "all test images").verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(find(claims, "all test images").measured())
        .isEqualTo("0.9703 and 0.9600, difference 0.0103 ± 0.0014");
  }

  @Test
  void shouldClaimNothingWithoutARival() {
    assertThat(of(QAHAN, Runs.of(Mechanism.NONE, 0, 0.9, 0.9))).isEmpty();
  }

  @Test
  void shouldJudgeNothingByTooFewImagesOrEpochs() {
    Evidence evidence = new Evidence(50_000, 11);
    List<Claim> claims = List.of(Claim.within("a", 0.9, 1, Interval.exactly(0.95)));
    assertThat(evidence.judge(Runs.FULL, List.of(QAHAN), claims)).isEqualTo(claims);
    assertThat(evidence.judge(Runs.FULL, List.of(QAHAN, MNIH), claims))
        .containsExactly(Claim.open("a (too few epochs to judge)", "0.9 to 1", "0.9500"));
    Scale quick = Scale.quick(Runs.FULL.dataset(), 1);
    assertThat(evidence.judge(quick, List.of(QAHAN), claims))
        .containsExactly(Claim.open("a (too few images to judge)", "0.9 to 1", "0.9500"));
  }
}
