package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelCheckTest {
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
}
