package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChainWatchTest {
  private final List<MeterRegistry> workers = new CopyOnWriteArrayList<>();
  private final ChainWatch watch = new ChainWatch(workers);

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
      Metric.SOLVER_BREAKER.gauge(registry, () -> 0, "dwave");
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
                List.of(new ChainWatch.Solver("dwave", 0, 0, Map.of("timeout", 3L)))));
  }

  @Test
  void shouldShowEveryBreakerAsItIsNow() {
    AtomicReference<Double> dwave = new AtomicReference<>(1.0);
    MeterRegistry first = new SimpleMeterRegistry();
    MeterRegistry second = new SimpleMeterRegistry();
    Metric.SOLVER_BREAKER.gauge(first, dwave::get, "dwave");
    Metric.SOLVER_BREAKER.gauge(first, () -> 0, "auto");
    Metric.SOLVER_BREAKER.gauge(second, () -> 1, "dwave");
    workers.addAll(List.of(first, second));

    assertThat(watch.state().solvers())
        .containsExactly(
            new ChainWatch.Solver("auto", 0, 0, Map.of()),
            new ChainWatch.Solver("dwave", 2, 0, Map.of()));
    dwave.set(0.5);
    assertThat(watch.state().solvers()).contains(new ChainWatch.Solver("dwave", 1, 1, Map.of()));
    dwave.set(0.0);
    assertThat(watch.state().solvers()).contains(new ChainWatch.Solver("dwave", 1, 0, Map.of()));
  }
}
