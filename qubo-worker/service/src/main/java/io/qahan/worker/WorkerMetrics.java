package io.qahan.worker;

import dev.failsafe.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.dwave.sampler.QpuCall;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.metrics.Metric;
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

  /** Registers the gauge of QPU time that may still be spent. */
  void budgetLeft(Supplier<Duration> left) {
    Metric.DWAVE_BUDGET_LEFT.gauge(registry, () -> left.get().toNanos() / 1e9);
  }

  /** A problem came back from a QPU. */
  void called(QpuCall call) {
    Metric.DWAVE_QPU_ACCESS.timer(registry).record(call.access());
    Metric.DWAVE_CHARGED.counter(registry).increment(call.chargedMicros() / 1e6);
    call.queue().ifPresent(queue -> Metric.DWAVE_QUEUE.timer(registry).record(queue));
    call.network().ifPresent(network -> Metric.DWAVE_NETWORK.timer(registry).record(network));
  }

  /** A mask came of a QPU's reads, broken chains among them from 0 to 1. */
  void chainsBroken(double fraction) {
    Metric.DWAVE_CHAIN_BREAKS.summary(registry).record(fraction);
  }

  void embedded(long nanos) {
    Metric.DWAVE_EMBEDDING.timer(registry).record(Duration.ofNanos(nanos));
  }

  /** Registers the gauge of a solver's circuit breaker. */
  void breaker(String solver, CircuitBreaker<?> breaker) {
    Metric.SOLVER_BREAKER.gauge(
        registry,
        () ->
            switch (breaker.getState()) {
              case CLOSED -> 0;
              case HALF_OPEN -> 0.5;
              case OPEN -> 1;
            },
        solver);
  }

  /** A solver was not asked. */
  void passedOver(String solver, String reason) {
    Metric.SOLVER_FALLBACKS.counter(registry, solver, reason).increment();
  }

  /** A solver was asked and gave no answer of use. */
  void failed(String solver, String reason, long nanos) {
    passedOver(solver, reason);
    Metric.SOLVER_LATENCY.timer(registry, solver, reason).record(Duration.ofNanos(nanos));
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
