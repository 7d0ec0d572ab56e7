package io.qahan.worker;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.metrics.Metric;
import io.qahan.worker.chain.ChainAnswer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** What a worker measures, in the terms of the catalogue. Thread safe. */
final class WorkerMetrics {
  private final MeterRegistry registry;

  WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (SolveOutcome outcome : SolveOutcome.values()) {
      Metric.WORKER_RESULTS.counter(registry, slug(outcome)); // from zero on, for rates
    }
  }

  /** Registers the gauge of requests taken and not yet answered. */
  void inFlight(Supplier<Number> count) {
    Metric.WORKER_IN_FLIGHT.gauge(registry, count);
  }

  void queued(Duration age) {
    Metric.WORKER_QUEUED.timer(registry).record(age);
  }

  /** A chain has answered. */
  void answered(ChainAnswer answer, double greedyEnergy) {
    Solution<Mask> solution = answer.solution();
    if (answer.solved()) {
      Metric.SOLVER_LATENCY
          .timer(registry, solution.solver(), slug(answer.outcome()))
          .record(Duration.ofNanos(solution.solveNanos()));
    }
    if (greedyEnergy != 0) {
      Metric.SOLVER_GAIN
          .summary(registry, solution.solver())
          .record((greedyEnergy - solution.energy()) / Math.abs(greedyEnergy));
    }
    solution
        .relativeGap()
        .ifPresent(gap -> Metric.SOLVER_GAP.summary(registry, solution.solver()).record(gap));
  }

  /** A result is in Kafka. */
  void sent(SolveOutcome outcome) {
    Metric.WORKER_RESULTS.counter(registry, slug(outcome)).increment();
  }

  /** A dead letter is in Kafka. */
  void deadLetter(String topic, String cause) {
    Metric.DEAD_LETTERS.counter(registry, topic, cause).increment();
  }

  private static String slug(SolveOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
