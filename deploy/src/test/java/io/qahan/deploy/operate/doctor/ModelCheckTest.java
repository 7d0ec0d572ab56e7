package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @Test
  void shouldSayNothingWhereNothingWasReleased() {
    assertThat(ModelCheck.of(new ModelCheck.Served(0, 0, 0))).isEmpty();
  }

  @Test
  void shouldBeContentWithTheNewestRelease() {
    assertThat(ModelCheck.of(new ModelCheck.Served(3, 200, 0)))
        .singleElement()
        .extracting(Finding::text)
        .isEqualTo("release 3 answers");
    assertThat(ModelCheck.of(new ModelCheck.Served(3, 0, 0)))
        .singleElement()
        .extracting(Finding::text)
        .isEqualTo("release 3, no answer since");
  }

  @Test
  void shouldNameHeadsThatTheTrainerHasNotWritten() {
    assertThat(ModelCheck.of(new ModelCheck.Line(0, List.of()))).isEmpty();
    assertThat(ModelCheck.of(new ModelCheck.Line(7, List.of())).get(0).verdict())
        .isEqualTo(Finding.Verdict.OK);
    Finding finding = ModelCheck.of(new ModelCheck.Line(7, List.of(99L))).get(0);
    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.FAULT);
    assertThat(finding.text()).contains("[99]", "live head is 7");
  }

  @Test
  void shouldWarnOfAnswersByAnotherVersion() {
    Finding finding = ModelCheck.of(new ModelCheck.Served(3, 200, 12)).get(0);
    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.WARNING);
    assertThat(finding.text()).contains("12 of the last 200", "release 3");
    assertThat(finding.cure()).contains("qahan models list", "dlq list --topic models");
  }

  @Test
  void shouldTellHowRetrainingsGo() {
    assertThat(ModelCheck.ofRetrainings(Map.of(), NOW)).isEmpty();
    assertThat(of(RetrainStage.PROMOTED, 0).text()).contains("promoted: accuracy 0.9500");
    assertThat(of(RetrainStage.PROMOTED, 99).verdict()).isEqualTo(Finding.Verdict.OK);
    assertThat(of(RetrainStage.BEGAN, 1).verdict()).isEqualTo(Finding.Verdict.OK);
    assertThat(of(RetrainStage.DUE, 0).verdict()).isEqualTo(Finding.Verdict.OK);
  }

  @Test
  void shouldWarnOfRetrainingsThatFailedWaitOrAreGone() {
    assertThat(of(RetrainStage.FAILED, 0))
        .satisfies(
            finding -> {
              assertThat(finding.verdict()).isEqualTo(Finding.Verdict.WARNING);
              assertThat(finding.text()).contains("[m] failed: why");
            });
    assertThat(of(RetrainStage.DUE, 1).cure()).contains("qahan retrain --due -D model=m");
    assertThat(of(RetrainStage.SCORED, 13).cure()).contains("--resume");
  }

  private static Finding of(RetrainStage stage, int hoursAgo) {
    RetrainStep step =
        RetrainStep.newBuilder()
            .setRetraining("1")
            .setStage(stage)
            .setCause(RetrainCause.DRIFT)
            .setServingAccuracy(0.5)
            .setCandidateAccuracy(0.95)
            .setReason("why")
            .setIssuedAt(NOW.minus(Duration.ofHours(hoursAgo)))
            .build();
    return ModelCheck.ofRetrainings(Map.of("m", step), NOW).get(0);
  }
}
