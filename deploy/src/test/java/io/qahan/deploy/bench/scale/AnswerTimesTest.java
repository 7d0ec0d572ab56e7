package io.qahan.deploy.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {
  private static final Instant START = Instant.ofEpochSecond(1_000);

  private final AnswerTimes times = new AnswerTimes();

  private void answered(long dueMillis, long visibleMillis) {
    times.seen(START.plusMillis(dueMillis), Duration.ofMillis(visibleMillis - dueMillis));
  }

  @Test
  void shouldFindTheLongestTimeBetweenTwoAnswers() {
    answered(0, 100);
    answered(10, 400);
    answered(20, 3_400);
    answered(3_000, 3_500);

    assertThat(times.longestGap()).isEqualTo(Duration.ofMillis(3_000));
  }

  @Test
  void shouldCountImagesThatWaitedForMoreThanASecond() {
    answered(0, 1_000);
    answered(0, 1_001);
    answered(5_000, 9_000);

    assertThat(times.late()).isEqualTo(2);
  }

  @Test
  void shouldHaveNoGapBeforeTheSecondAnswer() {
    answered(0, 60_000);

    assertThat(times.longestGap()).isZero();
  }
}
