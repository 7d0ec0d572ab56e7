package io.qahan.deploy.operate.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @Test
  void shouldWarnOfABrokerWhoseRecordsAreFromTheFuture() {
    assertThat(ClockCheck.ofNewest(NOW.plusMillis(900), NOW)).isEmpty();
    assertThat(ClockCheck.ofNewest(NOW.minusSeconds(86_400), NOW)).isEmpty();
    assertThat(ClockCheck.ofNewest(NOW.plusSeconds(90), NOW))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.WARNING)
        .matches(finding -> finding.text().contains("at least 90.0 s ahead"));
  }

  @Test
  void shouldWarnOfAServiceWhoseClockIsWrong() {
    assertThat(ClockCheck.ofService("http://w:1", "qahan_clock_offset 10.25\n"))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.WARNING)
        .matches(finding -> finding.text().contains("[http://w:1] is 10.3 s behind the broker"));
    assertThat(ClockCheck.ofService("http://w:1", "qahan_clock_offset -0.02\n"))
        .singleElement()
        .matches(finding -> finding.verdict() == Finding.Verdict.OK)
        .matches(finding -> finding.text().contains("ahead of"));
  }

  @Test
  void shouldTellOfStepsAndSayNothingOfWhatIsNotKnown() {
    String metrics =
        """
        # TYPE qahan_clock_offset gauge
        qahan_clock_offset NaN
        # TYPE qahan_clock_steps_total counter
        qahan_clock_steps_total{direction="back"} 2.0
        qahan_clock_steps_total{direction="forward"} 1.0
        """;

    assertThat(ClockCheck.ofService("http://w:1", metrics))
        .singleElement()
        .matches(finding -> finding.text().contains("stepped 3 times"));
    assertThat(ClockCheck.ofService("http://w:1", "")).isEmpty();
  }
}
