package io.qahan.ingest.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ChainWatchTest {
  private Instant now = LiveFixture.START;
  private final List<MeterRegistry> workers = new CopyOnWriteArrayList<>();
  private final ChainWatch watch =
      new ChainWatch(
          workers,
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  @Test
  void shouldSayThatNothingIsKnownWhenNoWorkerIsHere() {
    assertThat(watch.state()).isEqualTo(new ChainWatch.State(false, 0, 0, null, List.of()));
  }

  @Test
  void shouldAddUpWhatSeveralWorkersHave() {
    for (int i = 1; i <= 2; i++) {
      MeterRegistry registry = new SimpleMeterRegistry();
      double each = i;
      Metric.WORKER_IN_FLIGHT.gauge(registry, () -> each);
      Metric.DWAVE_BUDGET_LEFT.gauge(registry, () -> 10 * each);
      Metric.SOLVER_FALLBACKS.counter(registry, "dwave", "timeout").increment(i);
      workers.add(registry);
    }

    assertThat(watch.state())
        .isEqualTo(
            new ChainWatch.State(
                true,
                2,
                3,
                30.0,
                List.of(new ChainWatch.PassedOver("dwave", false, Map.of("timeout", 3L)))));
  }

  @Test
  void shouldShowABreakerAsOpenWhileItKeepsItsSolverOut() {
    MeterRegistry registry = new SimpleMeterRegistry();
    workers.add(registry);
    Metric.SOLVER_FALLBACKS.counter(registry, "dwave", "breaker-open").increment();
    assertThat(open()).isTrue();

    now = now.plus(Duration.ofSeconds(10));
    assertThat(open()).isTrue();
    now = now.plus(Duration.ofSeconds(1));
    assertThat(open()).isFalse();
    Metric.SOLVER_FALLBACKS.counter(registry, "dwave", "breaker-open").increment();
    assertThat(open()).isTrue();
  }

  private boolean open() {
    return watch.state().passedOver().get(0).open();
  }
}
