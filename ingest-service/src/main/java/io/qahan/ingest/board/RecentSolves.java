package io.qahan.ingest.board;

import java.util.Arrays;
import java.util.List;

/** The last solves of one solver: how long they took and what they won. Not thread safe. */
public final class RecentSolves {
  /** Bars of the histogram in a factor of ten. */
  public static final int BARS_PER_DECADE = 5;

  /** Left edge of the first bar, as a power of ten of milliseconds: 0.01 ms. */
  public static final int FIRST_DECADE = -2;

  /** Factors of ten that the bars cover, from 0.01 ms to 100 s. */
  public static final int DECADES = 7;

  /**
   * What is shown of a solver.
   *
   * @param solves how many masks it has solved since this process started
   * @param recent how many of them the rest is about
   * @param p50 milliseconds
   * @param p95 milliseconds
   * @param p99 milliseconds
   * @param bars how many solves fell into each bar of the histogram; the first and the last take
   *     what lies outside
   * @param gain mean of (greedy energy - energy) / |greedy energy|; null if greedy's is always 0
   * @param better share of masks with less energy than greedy's, 0 to 1
   */
  public record Summary(
      String solver,
      long solves,
      int recent,
      double p50,
      double p95,
      double p99,
      List<Integer> bars,
      Double gain,
      double better) {}

  private final double[] millis;
  private final double[] gains;
  private long solves;

  RecentSolves(int capacity) {
    this.millis = new double[capacity];
    this.gains = new double[capacity];
  }

  /** Counts one solve. */
  void add(double solveMillis, double energy, double greedyEnergy) {
    int slot = (int) (solves++ % millis.length);
    millis[slot] = solveMillis;
    gains[slot] = greedyEnergy == 0 ? Double.NaN : (greedyEnergy - energy) / Math.abs(greedyEnergy);
  }

  /** At least one solve must have been added. */
  Summary summary(String solver) {
    int recent = (int) Math.min(solves, millis.length);
    double[] sorted = Arrays.copyOf(millis, recent);
    Arrays.sort(sorted);
    int[] bars = new int[DECADES * BARS_PER_DECADE];
    for (double value : sorted) {
      bars[barOf(value)]++;
    }
    double[] won = Arrays.stream(gains, 0, recent).filter(gain -> !Double.isNaN(gain)).toArray();
    return new Summary(
        solver,
        solves,
        recent,
        quantile(sorted, 0.5),
        quantile(sorted, 0.95),
        quantile(sorted, 0.99),
        Arrays.stream(bars).boxed().toList(),
        won.length == 0 ? null : Arrays.stream(won).average().getAsDouble(),
        Arrays.stream(won).filter(gain -> gain > 0).count() / (double) recent);
  }

  static int barOf(double millis) {
    double decades = Math.log10(Math.max(millis, Double.MIN_NORMAL)) - FIRST_DECADE;
    int bar = (int) Math.floor(decades * BARS_PER_DECADE);
    return Math.max(0, Math.min(DECADES * BARS_PER_DECADE - 1, bar));
  }

  /** Nearest rank. */
  private static double quantile(double[] sorted, double q) {
    return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
  }
}
