package io.qahan.schemas.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private final TestClocks clocks = new TestClocks();
  private final ClockWatch watch = clocks.watch();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Duration> told = new ArrayList<>();

  ClockWatchTest() {
    watch.bindTo(registry);
    Runnable unused = watch.onStepBack(told::add);
  }

  @Test
  void shouldTellAndCountWhenTheClockGoesBack() {
    clocks.pass(Duration.ofMillis(100));
    clocks.step(Duration.ofMinutes(-2));
    watch.look();
    watch.look();

    assertThat(told).containsExactly(Duration.ofMinutes(2));
    assertThat(counted("back")).isEqualTo(1);
    assertThat(counted("forward")).isZero();
  }

  @Test
  void shouldCountAStepForwardAndTellNobody() {
    clocks.step(Duration.ofHours(1));
    watch.look();

    assertThat(told).isEmpty();
    assertThat(counted("forward")).isEqualTo(1);
  }

  @Test
  void shouldTakeTimeThatPassesForNoStep() {
    for (int i = 0; i < 100; i++) {
      clocks.pass(Duration.ofSeconds(30)); // a process may be stopped for as long
      clocks.step(Duration.ofMillis(-400)); // and a clock slewed
      watch.look();
    }

    assertThat(told).isEmpty();
    assertThat(counted("back") + counted("forward")).isZero();
  }

  @Test
  void shouldTellNobodyWhoDoesNotListenAnyMore() {
    List<Duration> other = new ArrayList<>();
    watch.onStepBack(other::add).run();
    clocks.step(Duration.ofSeconds(-2));
    watch.look();

    assertThat(other).isEmpty();
    assertThat(told).hasSize(1);
  }

  @Test
  void shouldMeasureOnWhenTheWallClockSteps() {
    SteadyTime time = new SteadyTime(clocks, clocks::nanoTime);
    clocks.step(Duration.ofHours(-3));
    clocks.pass(Duration.ofMillis(1500));

    assertThat(Instant.ofEpochMilli(time.milliseconds()))
        .isEqualTo(TestClocks.START.plusMillis(1500));
  }

  private double counted(String direction) {
    return registry.get("qahan.clock.steps").tag("direction", direction).functionCounter().count();
  }
}
