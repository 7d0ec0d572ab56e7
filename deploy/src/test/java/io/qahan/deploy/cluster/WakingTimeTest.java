package io.qahan.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WakingTimeTest {
  private final AtomicLong nanos = new AtomicLong(5);
  private final WakingTime time = new WakingTime(nanos::get);

  @Test
  void shouldMeasureWhatTheSystemMeasuresWhileTheProcessIsAwake() {
    long start = time.nanoseconds();
    for (int i = 0; i < 100; i++) {
      nanos.addAndGet(Duration.ofMillis(500).toNanos());
      time.nanoseconds();
    }

    assertThat(time.nanoseconds() - start).isEqualTo(Duration.ofSeconds(50).toNanos());
  }

  @Test
  void shouldNotCountTheTimeThatTheProcessWasSuspended() {
    long start = time.nanoseconds();
    nanos.addAndGet(Duration.ofMinutes(3).toNanos());

    assertThat(time.nanoseconds() - start).isEqualTo(Duration.ofSeconds(1).toNanos());

    nanos.addAndGet(Duration.ofMillis(200).toNanos());

    assertThat(time.nanoseconds() - start).isEqualTo(Duration.ofMillis(1_200).toNanos());
  }
}
