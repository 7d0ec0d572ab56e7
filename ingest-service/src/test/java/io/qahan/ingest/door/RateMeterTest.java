package io.qahan.ingest.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateMeterTest {
  private final SteppedClock clock = new SteppedClock();
  private final RateMeter rate = new RateMeter(clock);

  @Test
  void shouldCountTheLastTenFullSeconds() {
    for (int second = 0; second < 20; second++) {
      for (int i = 0; i < 5; i++) {
        rate.mark();
      }
      clock.advanceSeconds(1);
    }
    assertThat(rate.perSecond()).isEqualTo(5);
    clock.advanceSeconds(5);
    assertThat(rate.perSecond()).isEqualTo(2.5);
    clock.advanceSeconds(1_000);
    assertThat(rate.perSecond()).isZero();
  }

  @Test
  void shouldNotCountTheSecondThatRuns() {
    rate.mark();
    assertThat(rate.perSecond()).isZero();
    clock.advanceSeconds(1);
    assertThat(rate.perSecond()).isEqualTo(0.1);
  }
}
