package io.qahan.deploy.pipeline;

import io.qahan.schemas.avro.Prediction;
import java.util.Map;
import java.util.TreeMap;

/** How good and how fast the masks of a run were. Not thread safe. */
public final class SolverScore {
  private final Map<String, Integer> solves = new TreeMap<>();
  private final Durations times = new Durations();
  private double gainSum;
  private int gains;
  private double gapSum;
  private int gaps;

  /**
   * The sum of it.
   *
   * @param name who answered, commas between
   * @param solves how many masks a worker solved in time
   * @param solvesByName how many of them each solver did
   * @param meanGainOverGreedy (greedy energy - energy) / |greedy energy|
   * @param meanRelativeGap (energy - lower bound) / |lower bound|, over the masks that have a
   *     bound; null without any
   */
  public record Summary(
      String name,
      long solves,
      Map<String, Integer> solvesByName,
      double p50Ms,
      double p99Ms,
      double meanGainOverGreedy,
      Double meanRelativeGap) {}

  void add(Prediction prediction) {
    Double millis = prediction.getStageMillis().get("solve");
    if (prediction.getDegraded() || millis == null) {
      return;
    }
    times.add(millis);
    solves.merge(prediction.getSolver(), 1, Integer::sum);
    double energy = prediction.getEnergy();
    double greedy = prediction.getGreedyEnergy();
    if (greedy != 0) {
      gainSum += (greedy - energy) / Math.abs(greedy);
      gains++;
    }
    Double bound = prediction.getLowerBound();
    if (bound != null && (bound != 0 || energy == 0)) {
      gapSum += bound == 0 ? 0 : (energy - bound) / Math.abs(bound);
      gaps++;
    }
  }

  Summary summary() {
    Quantiles millis = times.quantiles();
    return new Summary(
        String.join(", ", solves.keySet()),
        millis.count(),
        Map.copyOf(solves),
        millis.p50(),
        millis.p99(),
        gains == 0 ? 0 : gainSum / gains,
        gaps == 0 ? null : gapSum / gaps);
  }
}
