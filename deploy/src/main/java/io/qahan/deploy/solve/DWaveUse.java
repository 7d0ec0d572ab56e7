package io.qahan.deploy.solve;

import static io.qahan.deploy.solve.SolvedFile.line;

import java.util.List;
import java.util.Map;

/**
 * What D-Wave had to do with a solution: its part of the JSON.
 *
 * @param solver identity, with the graph id of a QPU
 * @param category QPU or HYBRID
 * @param variablesAtOnce of a call
 * @param calls problems that were sent
 * @param chainBreakFraction broken chains among all, mean over all reads; null for a hybrid solver
 * @param qpuAccessMs time on the QPU, all calls together
 * @param chargedMs what was taken off the quota, in QPU time
 * @param queueMs at SAPI but not on the QPU; null if SAPI did not say
 * @param networkMs on the way; null if SAPI did not say
 * @param timingMicros as the solver says, by SAPI's names: summed over all calls, but for what is
 *     per sample
 */
record DWaveUse(
    String solver,
    String category,
    int variablesAtOnce,
    int calls,
    Double chainBreakFraction,
    double qpuAccessMs,
    double chargedMs,
    Double queueMs,
    Double networkMs,
    Map<String, Double> timingMicros) {

  /** The same for people. */
  List<String> lines() {
    return List.of(
        line(
            "d-wave        %s, %d call%s of %d variables",
            solver, calls, calls == 1 ? "" : "s", variablesAtOnce),
        chainBreakFraction == null
            ? "chain breaks  none: no chains"
            : line("chain breaks  %.2f %%", 100 * chainBreakFraction),
        line(
            "time          QPU access %.3f ms, charged %.3f ms, queue %s, network %s",
            qpuAccessMs, chargedMs, millis(queueMs), millis(networkMs)),
        line("timing (us)   %s", timingMicros));
  }

  private static String millis(Double value) {
    return value == null ? "unknown" : line("%.1f ms", value);
  }
}
