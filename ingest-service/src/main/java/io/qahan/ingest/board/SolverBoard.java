package io.qahan.ingest.board;

import io.qahan.ingest.stream.Stage;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who solves the masks, how fast and how well, as the predictions tell it. Thread safe. */
public final class SolverBoard {
  private static final int NAMED = 12;
  private static final String OTHERS = "others";

  /**
   * How the last answers came about.
   *
   * @param answers how many these are
   * @param solved by the first solver of the chain
   * @param fallback by a later one
   * @param expired greedy's mask, because the worker had no time left
   * @param degraded greedy's mask, because nothing had come by the deadline
   */
  public record Outcomes(int answers, int solved, int fallback, int expired, int degraded) {}

  private enum Way {
    SOLVED,
    FALLBACK,
    EXPIRED,
    DEGRADED
  }

  private final int capacity;
  private final Map<String, RecentSolves> solvers = new TreeMap<>();
  private final Way[] ways;
  private final Map<Way, Integer> now = new EnumMap<>(Way.class);
  private long answers;

  /**
   * Empty.
   *
   * @param capacity how many solves of each solver, and how many answers in all, are looked at
   */
  SolverBoard(int capacity) {
    this.capacity = capacity;
    this.ways = new Way[capacity];
  }

  synchronized void add(Prediction prediction) {
    count(wayOf(prediction));
    Double millis = prediction.getStageMillis().get(Stage.SOLVE.slug());
    if (!prediction.getDegraded() && millis != null) {
      String solver = prediction.getSolver();
      boolean known = solvers.containsKey(solver) || solvers.size() < NAMED;
      solvers
          .computeIfAbsent(known ? solver : OTHERS, name -> new RecentSolves(capacity))
          .add(millis, prediction.getEnergy(), prediction.getGreedyEnergy());
    }
  }

  /** By name. */
  public synchronized List<RecentSolves.Summary> solvers() {
    return solvers.entrySet().stream().map(e -> e.getValue().summary(e.getKey())).toList();
  }

  public synchronized Outcomes outcomes() {
    return new Outcomes(
        (int) Math.min(answers, capacity),
        now.getOrDefault(Way.SOLVED, 0),
        now.getOrDefault(Way.FALLBACK, 0),
        now.getOrDefault(Way.EXPIRED, 0),
        now.getOrDefault(Way.DEGRADED, 0));
  }

  private void count(Way way) {
    int slot = (int) (answers++ % capacity);
    if (ways[slot] != null) {
      now.merge(ways[slot], -1, Integer::sum);
    }
    ways[slot] = way;
    now.merge(way, 1, Integer::sum);
  }

  private static Way wayOf(Prediction prediction) {
    if (prediction.getDegraded()) {
      return Way.DEGRADED;
    }
    return prediction.getOutcome() == SolveOutcome.SOLVED
        ? Way.SOLVED
        : prediction.getOutcome() == SolveOutcome.FALLBACK ? Way.FALLBACK : Way.EXPIRED;
  }
}
