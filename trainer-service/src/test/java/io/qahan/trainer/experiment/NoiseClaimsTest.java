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
  void shouldJudgeEachIntensityByItsOwnRange() {
    assertThat(NoiseClaims.of(List.of(WEAK, STRONG), Runs.FULL))
        .extracting(Claim::paper, Claim::measured, Claim::verdict)
        .containsExactly(
            tuple("0.98 to 1", "0.9850", Verdict.HOLDS),
            tuple("0.98 to 1", "0.9850", Verdict.HOLDS),
            tuple("0.96 to 1", "0.9590", Verdict.DOES_NOT_HOLD),
            tuple("0.96 to 1", "0.9700", Verdict.HOLDS));
  }

  @Test
  void shouldCompareRivalsUnderTheSameNoiseAndByWhatTheyLoseToMore() {
    FinishedRun weak = Runs.of(Mechanism.MNIH, 0.2, 0.95, 0.95);
    FinishedRun strong = Runs.of(Mechanism.MNIH, 0.4, 0.85, 0.85);
    List<Claim> claims = NoiseClaims.of(List.of(WEAK, weak, STRONG, strong), Runs.FULL);

    assertThat(claims).filteredOn(claim -> claim.text().contains("beside")).hasSize(7);
    Claim robust = claims.get(claims.size() - 1);
    assertThat(robust.text()).contains("QAHAN beside Mnih", "lost from noise 0.2 to 0.4");
    assertThat(robust.measured()).startsWith("0.0150 and 0.1000, chance 0.029");
    assertThat(robust.verdict()).isEqualTo(Verdict.HOLDS);
  }
}
