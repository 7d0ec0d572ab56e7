package io.qahan.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.experiment.report.Claim;
import io.qahan.trainer.experiment.report.Claim.Verdict;
import io.qahan.trainer.experiment.report.FinishedRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseClaimsTest {
  private static final FinishedRun WEAK = Runs.of(Mechanism.QAHAM, 0.2, 0.985, 0.985);
  private static final FinishedRun STRONG = Runs.of(Mechanism.QAHAM, 0.4, 0.97, 0.959);

  @Test
  void shouldJudgeEachIntensityByItsOwnRanges() {
    List<Claim> claims = NoiseClaims.of(List.of(WEAK, STRONG), Runs.FULL);
    assertThat(claims)
        .filteredOn(claim -> claim.text().contains("test"))
        .extracting(Claim::paper, Claim::verdict)
        .containsExactly(
            tuple("0.98 to 1", Verdict.CANNOT_BE_JUDGED), // 0.985 of 1,000 images
            tuple("0.98 to 1", Verdict.CANNOT_BE_JUDGED),
            tuple("0.96 to 1", Verdict.CANNOT_BE_JUDGED),
            tuple("0.96 to 1", Verdict.CANNOT_BE_JUDGED));
    assertThat(claims)
        .filteredOn(claim -> claim.text().contains("training loss, with dropout"))
        .extracting(Claim::paper, Claim::verdict)
        .containsExactly(
            tuple("0.0043 to 0.0185", Verdict.HOLDS), tuple("0.0079 to 0.0212", Verdict.HIGHER));
  }

  @Test
  void shouldCompareRivalsUnderTheSameNoiseAndByWhatTheyLoseToMore() {
    FinishedRun weak = Runs.of(Mechanism.MNIH, 0.2, 0.95, 0.95);
    FinishedRun strong = Runs.of(Mechanism.MNIH, 0.4, 0.85, 0.85);
    List<Claim> claims = NoiseClaims.of(List.of(WEAK, weak, STRONG, strong), Runs.FULL);

    assertThat(claims).filteredOn(claim -> claim.text().contains("beside")).hasSize(7);
    assertThat(claims)
        .filteredOn(claim -> claim.text().contains("Mnih, noise 0.2, training loss, with dropout"))
        .extracting(Claim::paper, Claim::verdict)
        .containsExactly(tuple("0.0114 to 0.0464", Verdict.HIGHER));
    Claim robust = claims.get(claims.size() - 1);
    assertThat(robust.text()).contains("QAHAN beside Mnih", "lost from noise 0.2 to 0.4");
    assertThat(robust.measured()).startsWith("0.0150 and 0.1000, difference -0.0850 ± 0.0");
    assertThat(robust.verdict()).isEqualTo(Verdict.HOLDS);
  }
}
