package io.qahan.qubo.mask.chain;

import io.qahan.qubo.mask.CountBound;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.SolveRun;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The exact solution of SALIENT with d = 1, where t = B^T x is one number s.
 *
 * <p>E = -mu s^2 + R with R = lambda1 (count - k)^2 + lambda2 pairs is concave in the point (s, R),
 * so its least value is at a vertex of the convex hull of the points of all masks: at a mask that
 * minimises R - 2 mu u s for some u, namely u = s. {@link CountedChain} solves that for one u, and
 * so gives a point and a line below all points. What two neighbouring lines leave open lies above
 * the point where they cross, and E there is a lower bound; where it is below the best energy
 * known, the slope of the chord between their two points is tried next (Eisner and Severance,
 * 1976), which finds a new vertex or proves that there is none. Masks of s < 0 are those of -B with
 * s > 0. For one thread.
 */
public final class RankOneSearch {
  /** Relative precision of the proof: what rounding may hide of the attention. */
  private static final double PRECISION = 1e-11;

  private static final int MAX_LINES = 1000;

  /** A tangent of the hull: all points have R >= level + 2 mu u s, and (s, r) is (nearly) on it. */
  private record Line(double u, double level, double s, double r) {}

  private final MaskProblem problem;
  private final NormOrder order;
  private final double mu;
  private Mask best;
  private double bestEnergy;
  private double lowest;
  private double chainRounding;
  private double slack;

  /**
   * @param start a good mask; the better it is, the sooner the rest is excluded
   */
  public RankOneSearch(MaskProblem problem, NormOrder order, Mask start) {
    this.problem = problem;
    this.order = order;
    mu = problem.mu();
    best = start;
    bestEnergy = problem.energy(start);
  }

  /** How many of the largest blocks it wants in order. */
  public static int reachOf(MaskProblem problem) {
    return Math.min(problem.n(), 4 * problem.k() + 2);
  }

  public Mask best() {
    return best;
  }

  /**
   * Searches both signs of s.
   *
   * @return a lower bound of the energy but for {@link #slack()}: the best energy itself unless the
   *     time ran out
   */
  public double run(SolveRun run) {
    lowest = Double.POSITIVE_INFINITY;
    float[] blocks = problem.blocks();
    double[] values = new double[blocks.length];
    double positive = 0;
    double negative = 0;
    double startSum = 0;
    for (int a = 0; a < values.length; a++) {
      values[a] = blocks[a];
      positive += Math.max(0, values[a]);
      negative -= Math.min(0, values[a]);
    }
    for (int a : best.kept()) {
      startSum += values[a];
    }
    if (mu == 0 || positive + negative == 0) {
      return withoutAttention(values);
    }
    double guess = Math.abs(startSum);
    // With no negative value, no mask has s < 0; s = 0 belongs to both signs.
    boolean negativeFirst = startSum < 0;
    if (!negativeFirst && (positive > 0 || negative == 0)) {
      searchSign(values, positive, guess, run);
    }
    if (negative > 0) {
      double[] mirrored = new double[values.length];
      for (int a = 0; a < values.length; a++) {
        mirrored[a] = -values[a];
      }
      searchSign(mirrored, negative, guess, run);
    }
    if (negativeFirst && positive > 0) {
      searchSign(values, positive, guess, run);
    }
    return Math.min(lowest, bestEnergy);
  }

  /** E = R: one programme solves it. */
  private double withoutAttention(double[] values) {
    double level = solve(chain(values), 0).level();
    slack = PRECISION * Math.abs(bestEnergy) + chainRounding;
    return level >= bestEnergy - slack ? bestEnergy : level;
  }

  /** What rounding may hide of a mask that is better than the bound says. */
  public double slack() {
    return slack;
  }

  private CountedChain chain(double[] values) {
    order.reach(reachOf(problem));
    double leastOrdered = order.norm(order.size() - 1);
    return new CountedChain(values, new ChainCandidates(values, order), problem, leastOrdered);
  }

  /** Searches the masks of s >= 0. */
  private void searchSign(double[] values, double positiveSum, double guess, SolveRun run) {
    CountedChain chain = chain(values);
    List<Line> lines = new ArrayList<>();
    // R is never negative: a line that costs nothing, but only touches if some R is 0.
    lines.add(new Line(0, 0, 0, 0));
    double cap = Math.min(positiveSum, sumCap());
    climb(chain, lines, Math.min(guess, cap), run);
    if (bestEnergy > 0) {
      lines.set(0, solve(chain, 0));
    }
    climb(chain, lines, cap, run);
    close(chain, lines, cap, run);
  }

  /** Goes from u to the s that it gives until that is u itself: a local optimum. */
  private void climb(CountedChain chain, List<Line> lines, double from, SolveRun run) {
    double u = from;
    while (u > 0 && lines.size() < MAX_LINES && !run.outOfTime()) {
      Line line = insert(lines, chain, u);
      if (line == null || Math.abs(line.s() - u) <= PRECISION * u) {
        return;
      }
      u = line.s();
    }
  }

  private void close(CountedChain chain, List<Line> lines, double cap, SolveRun run) {
    while (true) {
      int open = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < lines.size(); i++) {
        double energy = crossingEnergy(lines, i, cap);
        if (energy < least) {
          least = energy;
          open = i;
        }
      }
      double hidden = PRECISION * (Math.abs(bestEnergy) + mu * cap * cap) + chainRounding;
      slack = Math.max(slack, hidden);
      if (least >= bestEnergy - hidden) {
        return;
      }
      if (lines.size() >= MAX_LINES
          || run.outOfTime()
          || insert(lines, chain, slopeAt(lines, open, cap)) == null) {
        lowest = Math.min(lowest, least);
        return;
      }
    }
  }

  /** E where line i crosses the next one, or the cap on s for the last. */
  private double crossingEnergy(List<Line> lines, int i, double cap) {
    Line line = lines.get(i);
    double s = cap;
    double r = line.level() + 2 * mu * line.u() * cap;
    if (i + 1 < lines.size()) {
      Line next = lines.get(i + 1);
      s = (line.level() - next.level()) / (2 * mu * (next.u() - line.u()));
      s = Math.max(0, Math.min(cap, s));
      r = Math.max(line.level() + 2 * mu * line.u() * s, next.level() + 2 * mu * next.u() * s);
    }
    return r - mu * s * s;
  }

  private double slopeAt(List<Line> lines, int i, double cap) {
    Line line = lines.get(i);
    if (i + 1 == lines.size()) {
      return 2 * Math.max(line.u(), cap);
    }
    Line next = lines.get(i + 1);
    double slope = (next.r() - line.r()) / (2 * mu * (next.s() - line.s()));
    boolean inside = slope > line.u() && slope < next.u();
    return inside ? slope : (line.u() + next.u()) / 2;
  }

  /** Adds the tangent of slope u in its place; null if there already is one. */
  private Line insert(List<Line> lines, CountedChain chain, double u) {
    int at = 0;
    while (at < lines.size() && lines.get(at).u() < u) {
      at++;
    }
    if (at < lines.size() && lines.get(at).u() == u) {
      return null;
    }
    Line line = solve(chain, u);
    lines.add(at, line);
    return line;
  }

  private Line solve(CountedChain chain, double u) {
    chain.solve(2 * mu * u);
    chainRounding = Math.max(chainRounding, chain.rounding());
    ChainMask found = chain.best();
    double excess = found.count - problem.k();
    double r = problem.lambda1() * excess * excess + problem.lambda2() * found.pairs;
    double energy = r - mu * found.sum * found.sum;
    if (energy < bestEnergy) {
      bestEnergy = energy;
      best = Mask.of(problem.n(), found.copyOfKept());
    }
    return new Line(u, -chain.bound(), found.sum, r);
  }

  /** The largest |s| of any mask as good as the best known: that of as many largest blocks. */
  private double sumCap() {
    OptionalInt most = CountBound.most(problem, order, bestEnergy);
    if (most.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0;
    for (int c = 0; c < most.getAsInt(); c++) {
      sum += order.norm(c);
    }
    return sum;
  }
}
