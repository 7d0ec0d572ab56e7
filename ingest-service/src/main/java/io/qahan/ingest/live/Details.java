package io.qahan.ingest.live;

import java.util.List;
import java.util.Map;

/**
 * What the page shows besides numbers and pictures, told twice a second.
 *
 * @param warnings what an operator should look at, a sentence each
 * @param order what an operator last asked for; null if nothing
 * @param stages milliseconds of each stage, this instance's
 */
record Details(
    List<String> warnings,
    List<AccuracyHistory.Point> accuracy,
    List<HeadHistory.Mark> heads,
    List<HeadHistory.Drift> drifts,
    List<RecentSolves.Summary> solvers,
    SolverBoard.Outcomes outcomes,
    ChainWatch.State chain,
    List<DeadLetterLog.Letter> deadLetters,
    List<DeadLetterLog.Cause> causes,
    ControlLog.Order order,
    Map<String, StageTimes> stages) {

  /** How long a stage takes, in milliseconds, over the last minutes. */
  record StageTimes(double p50, double p95, double p99) {}
}
