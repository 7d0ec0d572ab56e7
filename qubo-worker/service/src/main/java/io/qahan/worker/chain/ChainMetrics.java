package io.qahan.worker.chain;

import dev.failsafe.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.dwave.sampler.QpuCall;
import io.qahan.schemas.metrics.Metric;
import java.time.Duration;
import java.util.function.Supplier;

/** What a chain and its solvers measure, in the terms of the catalogue. Thread safe. */
public final class ChainMetrics {
  private final MeterRegistry registry;

  public ChainMetrics(MeterRegistry registry) {
    this.registry = registry;
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
}
