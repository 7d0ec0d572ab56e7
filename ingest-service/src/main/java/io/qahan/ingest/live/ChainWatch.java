package io.qahan.ingest.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * The state of the solver chain, read from the meters of the workers that run in this JVM. Of
 * workers elsewhere nothing is known here. Thread safe.
 */
final class ChainWatch {
  private static final Duration RECENT = Duration.ofSeconds(10);
  private static final String BREAKER_OPEN = "breaker-open";

  /**
   * What is known of the chain.
   *
   * @param known whether any worker runs in this JVM; the rest says nothing otherwise
   * @param workers how many do
   * @param inFlight requests taken and not yet answered
   * @param budgetSeconds QPU time that all of them may still spend; null without D-Wave
   * @param passedOver the solvers that were passed over
   */
  record State(
      boolean known,
      int workers,
      double inFlight,
      Double budgetSeconds,
      List<PassedOver> passedOver) {}

  /**
   * A solver that was passed over since the start.
   *
   * @param open whether its circuit breaker kept it out within the last seconds
   * @param reasons how often for which reason
   */
  record PassedOver(String solver, boolean open, Map<String, Long> reasons) {}

  private final Collection<MeterRegistry> workers;
  private final Clock clock;
  private final Map<String, Long> keptOut = new HashMap<>();
  private final Map<String, Instant> lastKeptOut = new HashMap<>();

  /**
   * Watches registries; workers may join later.
   *
   * @param workers one registry a worker, safe to read at any time
   */
  ChainWatch(Collection<MeterRegistry> workers, Clock clock) {
    this.workers = workers;
    this.clock = clock;
  }

  /** To be asked at least every few seconds: a breaker shows by what it does in between. */
  synchronized State state() {
    Map<String, Map<String, Long>> reasons = new TreeMap<>();
    for (MeterRegistry registry : workers) {
      for (Counter counter : registry.find(Metric.SOLVER_FALLBACKS.meter()).counters()) {
        reasons
            .computeIfAbsent(counter.getId().getTag("solver"), solver -> new TreeMap<>())
            .merge(counter.getId().getTag("reason"), (long) counter.count(), Long::sum);
      }
    }
    reasons.forEach((solver, counts) -> notice(solver, counts.getOrDefault(BREAKER_OPEN, 0L)));
    double[] budgets = gauges(Metric.DWAVE_BUDGET_LEFT).toArray();
    return new State(
        !workers.isEmpty(),
        workers.size(),
        gauges(Metric.WORKER_IN_FLIGHT).sum(),
        budgets.length == 0 ? null : DoubleStream.of(budgets).sum(),
        reasons.entrySet().stream()
            .map(e -> new PassedOver(e.getKey(), isOpen(e.getKey()), e.getValue()))
            .toList());
  }

  private void notice(String solver, long now) {
    Long before = keptOut.put(solver, now);
    if (now > (before == null ? 0 : before)) {
      lastKeptOut.put(solver, clock.instant());
    }
  }

  private boolean isOpen(String solver) {
    Instant last = lastKeptOut.get(solver);
    return last != null && Duration.between(last, clock.instant()).compareTo(RECENT) <= 0;
  }

  private DoubleStream gauges(Metric metric) {
    return workers.stream()
        .flatMap(registry -> registry.find(metric.meter()).gauges().stream())
        .mapToDouble(Gauge::value)
        .filter(Double::isFinite);
  }
}
