package io.qahan.dwave.sampler;

import io.qahan.dwave.sample.SolveTiming;
import io.qahan.dwave.sapi.SolvedProblem;
import java.time.Duration;
import java.util.Optional;

/**
 * What one problem took on its way to a QPU, or a hybrid solver, and back.
 *
 * @param roundTrip from the submission to the decoded answer
 * @param atSapi from SAPI's taking it to its end, if the answer says both
 * @param timing what the solver says of it
 * @param chargedMicros what was taken off the quota
 */
public record QpuCall(
    Duration roundTrip, Optional<Duration> atSapi, SolveTiming timing, double chargedMicros) {

  static QpuCall of(SolvedProblem solved, Duration roundTrip, double quotaConversionRate) {
    return new QpuCall(
        roundTrip,
        solved
            .status()
            .submittedOn()
            .flatMap(begin -> solved.status().solvedOn().map(end -> Duration.between(begin, end))),
        solved.timing(),
        solved.timing().chargedMicros(quotaConversionRate));
  }

  /** Time on the QPU. */
  public double accessMicros() {
    return timing.qpuAccessMicros();
  }

  /** Time on the QPU. */
  public Duration access() {
    return Duration.ofNanos(Math.round(accessMicros() * 1000));
  }

  /** Time at SAPI but not on the QPU; empty where SAPI's times are not known. */
  public Optional<Duration> queue() {
    return atSapi.map(there -> notNegative(there.minus(access())));
  }

  /**
   * The round trip less the time at SAPI; empty where that is not known. Zero for a problem that
   * was found again.
   */
  public Optional<Duration> network() {
    return atSapi.map(there -> notNegative(roundTrip.minus(there)));
  }

  /** The round trip less the time that a hybrid solver ran. */
  public Duration beyondRunTime() {
    return notNegative(roundTrip.minusNanos(Math.round(timing.get("run_time").orElse(0) * 1000)));
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
