package io.qahan.qubo.dwave.sampler;

import io.qahan.qubo.dwave.sapi.SolvedProblem;
import java.time.Duration;
import java.util.Optional;

/**
 * What one problem took on its way to a QPU and back.
 *
 * @param roundTrip from the submission to the decoded answer
 * @param atSapi from SAPI's taking it to its end, if the answer says both
 * @param accessMicros time on the QPU
 * @param chargedMicros what was taken off the quota
 */
public record QpuCall(
    Duration roundTrip, Optional<Duration> atSapi, double accessMicros, double chargedMicros) {

  static QpuCall of(SolvedProblem solved, Duration roundTrip, double quotaConversionRate) {
    return new QpuCall(
        roundTrip,
        solved
            .status()
            .submittedOn()
            .flatMap(begin -> solved.status().solvedOn().map(end -> Duration.between(begin, end))),
        solved.timing().qpuAccessMicros(),
        solved.timing().chargedMicros(quotaConversionRate));
  }

  public Duration access() {
    return Duration.ofNanos(Math.round(accessMicros * 1000));
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

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
