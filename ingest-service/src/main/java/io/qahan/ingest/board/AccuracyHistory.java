package io.qahan.ingest.board;

import java.util.ArrayList;
import java.util.List;

/**
 * Accuracy over time in a bounded number of points: when there are too many, every second one goes,
 * and from then on points are taken half as often. Thread safe.
 */
public final class AccuracyHistory {
  /**
   * One point.
   *
   * @param at epoch milliseconds
   * @param recent accuracy over the last answers, 0 to 1
   * @param overall accuracy over all answers since the start, 0 to 1
   * @param scored how many answers those are
   */
  public record Point(long at, double recent, double overall, long scored) {}

  private final int capacity;
  private final List<Point> points = new ArrayList<>();
  private long interval;

  /**
   * No points yet.
   *
   * @param capacity most points, an even number
   * @param interval milliseconds between points at first
   */
  AccuracyHistory(int capacity, long interval) {
    this.capacity = capacity;
    this.interval = interval;
  }

  /** Takes a point if it is time and something new was scored. */
  public synchronized void sample(long now, Verdicts.Score score) {
    if (score.scored() == 0) {
      return;
    }
    if (!points.isEmpty()) {
      Point last = points.get(points.size() - 1);
      if (now - last.at() < interval || score.scored() == last.scored()) {
        return;
      }
    }
    points.add(new Point(now, score.recent(), score.accuracy(), score.scored()));
    if (points.size() > capacity) {
      thin();
    }
  }

  /** The oldest first. */
  public synchronized List<Point> points() {
    return List.copyOf(points);
  }

  private void thin() {
    List<Point> kept = new ArrayList<>();
    for (int i = points.size() - 1; i >= 0; i -= 2) { // the newest stays
      kept.add(0, points.get(i));
    }
    points.clear();
    points.addAll(kept);
    interval *= 2;
  }
}
