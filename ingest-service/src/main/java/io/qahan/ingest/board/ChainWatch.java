package io.qahan.ingest.board;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
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
public final class ChainWatch {
  private static final double ON_TRIAL = 0.5;
  private static final double OPEN = 1;

  /**
   * What is known of the chain.
   *
   * @param known whether any worker runs in this JVM; the rest says nothing otherwise
   * @param workers how many do
   * @param inFlight requests taken and not yet answered
   * @param budgetSeconds QPU time that all of them may still spend; null without D-Wave
   * @param solvers of the chain, by name
   */
  public record State(
      boolean known, int workers, double inFlight, Double budgetSeconds, List<Solver> solvers) {}

  /**
   * A solver of the chain.
   *
   * @param open how many workers' circuit breakers keep it out
   * @param onTrial how many workers try it again after that
   * @param passedOver how often it was passed over since the start, for which reason
   */
  record Solver(String solver, long open, long onTrial, Map<String, Long> passedOver) {}

  private final Collection<MeterRegistry> workers;

  /**
   * Watches registries; workers may join later.
   *
   * @param workers one registry a worker, safe to read at any time
   */
  public ChainWatch(Collection<MeterRegistry> workers) {
    this.workers = workers;
  }

  public State state() {
    double[] budgets = values(Metric.DWAVE_BUDGET_LEFT).toArray();
    return new State(
        !workers.isEmpty(),
        workers.size(),
        values(Metric.WORKER_IN_FLIGHT).sum(),
        budgets.length == 0 ? null : DoubleStream.of(budgets).sum(),
        solvers());
  }

  private List<Solver> solvers() {
    Map<String, Solver> solvers = new TreeMap<>();
    Map<String, Map<String, Long>> reasons = reasons();
    for (MeterRegistry registry : workers) {
      for (Gauge breaker : registry.find(Metric.SOLVER_BREAKER.meter()).gauges()) {
        String name = breaker.getId().getTag("solver");
        double state = breaker.value();
        Solver before = solvers.getOrDefault(name, new Solver(name, 0, 0, Map.of()));
        solvers.put(
            name,
            new Solver(
                name,
                before.open() + (state == OPEN ? 1 : 0),
                before.onTrial() + (state == ON_TRIAL ? 1 : 0),
                reasons.getOrDefault(name, Map.of())));
      }
    }
    return List.copyOf(solvers.values());
  }

  private Map<String, Map<String, Long>> reasons() {
    Map<String, Map<String, Long>> reasons = new HashMap<>();
    for (MeterRegistry registry : workers) {
      for (Counter counter : registry.find(Metric.SOLVER_FALLBACKS.meter()).counters()) {
        reasons
            .computeIfAbsent(counter.getId().getTag("solver"), solver -> new TreeMap<>())
            .merge(counter.getId().getTag("reason"), (long) counter.count(), Long::sum);
      }
    }
    return reasons;
  }

  private DoubleStream values(Metric metric) {
    return workers.stream()
        .flatMap(registry -> registry.find(metric.meter()).gauges().stream())
        .mapToDouble(Gauge::value)
        .filter(Double::isFinite);
  }
}
