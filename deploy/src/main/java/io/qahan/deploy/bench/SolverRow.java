package io.qahan.deploy.bench;

import java.util.OptionalDouble;

/**
 * A row of the solver benchmark; times in milliseconds. The components are its JSON.
 *
 * @param solver who answered; {@code auto:exact} when {@code auto} asked {@code exact}
 * @param found how many of the seeds met the target energy
 * @param p50Ms within which half of all seeds met it; null if fewer did
 * @param tts99Ms within which 99 % of all seeds met it; null if fewer did
 * @param worstGap of the worst answer to the best known energy, relative; absolute where that is 0
 * @param goalMs what tts99Ms ought to be; null if there is no goal
 * @param goalFactor tts99Ms / goalMs, at most 1 if the goal is hit; null if it has no meaning
 * @param timeLimitMs when a solve was given up
 * @param bestPeer the strongest peer on record; null if there is none
 * @param bestPeerMs its time to solution; null if unknown, or if it never found the energy
 * @param peerRatio bestPeerMs / tts99Ms: how many times as fast we are; null if it has no meaning
 * @param structTabuMs time to solution of the prototype in C++; null if unknown
 */
record SolverRow(
    String instance,
    String solver,
    int found,
    int seeds,
    Double p50Ms,
    Double tts99Ms,
    double worstGap,
    double bestKnownEnergy,
    double targetEnergy,
    Double goalMs,
    Double goalFactor,
    double timeLimitMs,
    String bestPeer,
    Double bestPeerMs,
    Double peerRatio,
    Double structTabuMs) {

  /**
   * The row of one measurement.
   *
   * @param askedFor the solver's name, which the goal is set for
   */
  static SolverRow of(
      BenchmarkInstance instance,
      String askedFor,
      SolverTiming.Timed timed,
      Goal goal,
      PeerFigures peers) {
    TimeToSolution times = timed.times();
    OptionalDouble tts99 = times.percentile(99);
    OptionalDouble goalMillis = goal.millis(askedFor);
    return new SolverRow(
        instance.name(),
        timed.solver(),
        times.found(),
        times.seeds(),
        orNull(times.percentile(50)),
        orNull(tts99),
        timed.worstGap(),
        instance.bestKnown(),
        goal.target(instance.bestKnown()),
        orNull(goalMillis),
        ratioOrNull(tts99, goalMillis),
        timed.timeLimit().toMillis(),
        peers.best().orElse(null),
        orNull(peers.bestMillis()),
        ratioOrNull(peers.bestMillis(), tts99),
        orNull(peers.structTabuMillis()));
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Double ratioOrNull(OptionalDouble value, OptionalDouble of) {
    return value.isPresent() && of.isPresent() ? value.getAsDouble() / of.getAsDouble() : null;
  }

  /** Whether there is a goal and it is met. */
  boolean goalHit() {
    return goalFactor != null && goalFactor <= 1;
  }
}
