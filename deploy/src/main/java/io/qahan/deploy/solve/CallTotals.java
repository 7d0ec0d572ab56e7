package io.qahan.deploy.solve;

import io.qahan.dwave.sampler.CallListener;
import io.qahan.dwave.sampler.QpuCall;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** What all calls took together. Thread safe. */
final class CallTotals implements CallListener {
  private static final String PER_SAMPLE = "_per_sample";

  private final Map<String, Double> micros = new TreeMap<>();
  private double accessMicros;
  private double chargedMicros;
  private Double queueMs;
  private Double networkMs;
  private int calls;

  @Override
  public synchronized void answered(QpuCall call) {
    calls++;
    accessMicros += call.accessMicros();
    chargedMicros += call.chargedMicros();
    queueMs = sum(queueMs, call, QpuCall::queue);
    networkMs = sum(networkMs, call, QpuCall::network);
    call.timing()
        .micros()
        .forEach(
            (name, value) ->
                micros.merge(name, value, name.endsWith(PER_SAMPLE) ? (a, b) -> b : Double::sum));
  }

  private static Double sum(
      Double before, QpuCall call, Function<QpuCall, Optional<Duration>> time) {
    return time.apply(call)
        .map(more -> (before == null ? 0 : before) + more.toNanos() / 1e6)
        .orElse(before);
  }

  /** The sum of it. */
  synchronized DWaveUse use(
      String solver, String category, int variablesAtOnce, Double chainBreakFraction) {
    return new DWaveUse(
        solver,
        category,
        variablesAtOnce,
        calls,
        chainBreakFraction,
        accessMicros / 1e3,
        chargedMicros / 1e3,
        queueMs,
        networkMs,
        new TreeMap<>(micros));
  }
}
