package io.qahan.qubo.mask.exact;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskRounding;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveRun;
import java.util.Arrays;
import java.util.Optional;

/**
 * The exact solution of SALIENT with few blocks, by branch and bound on the rows of the Gram matrix
 * G = B B^T, one count after the other.
 *
 * <p>With a set S kept, t its sum and r blocks still to come out of the candidates C, any R of r of
 * them gives ||t + sum R||^2 <= ||t||^2 + sum over i in R of w_i, w_i = G_ii + 2 t.B_i + (sum of
 * the r - 1 largest G_ij, j != i): each pair of R is counted in both its rows. So with C by falling
 * w, the set whose first member is the p-th has at most ||t||^2 + w_p + ... + w_(p+r-1), and where
 * that is not enough, no later p is. Pairs of neighbours only cost, so the bound leaves them out.
 * For one thread.
 */
final class BranchAndBound {
  /** How many blocks are few: the Gram matrix and the sums of its rows are made whole. */
  static final int MAX_BLOCKS = 256;

  /** Where the bound is of no use (a count term of no weight, say) there is no end in sight. */
  static final int MAX_NODES = 1 << 17;

  /** How many nodes are opened between two looks at the clock. */
  static final int CLOCK_INTERVAL = 1 << 8;

  /** How many nodes are opened that are as good as the best mask but for rounding. */
  private static final int MOST_CLOSE = 1 << 10;

  private final MaskProblem problem;
  private final SolveRun run;
  private final int n;
  private final double[][] gram;
  private final double[][] largest;
  private final boolean[] kept;
  private final Mask start;
  private final int mostNodes;
  private LeastMasks found;
  private double tolerance;
  private int nodes;
  private int close;
  private boolean givenUp;
  private int deepest;
  private Level[] levels;

  /** One depth of the search: what the kept blocks pull at every other, and who may come next. */
  private static final class Level {
    private final double[] pull;
    private final double[] worth;
    private final int[] candidates;
    private int size;

    Level(int n) {
      pull = new double[n];
      worth = new double[n];
      candidates = new int[n];
    }
  }

  /**
   * @param start a good mask; the better it is, the sooner the rest is excluded
   * @param mostNodes how many nodes to open before giving up
   */
  BranchAndBound(MaskProblem problem, Mask start, SolveRun run, int mostNodes) {
    this.mostNodes = mostNodes;
    this.problem = problem;
    this.run = run;
    n = problem.n();
    this.start = start;
    gram = gramMatrix(problem);
    largest = new double[n][];
    kept = new boolean[n];
  }

  /** Whether a problem is of the kind and size that this takes. */
  static boolean takes(MaskProblem problem) {
    return problem.objective() == Objective.SALIENT && problem.n() <= MAX_BLOCKS;
  }

  Mask best() {
    return proven().orElseGet(found::likely);
  }

  /** The mask of least energy; empty if the search gave up, or if too many are too close to it. */
  Optional<Mask> proven() {
    return givenUp || close > MOST_CLOSE ? Optional.empty() : found.proven();
  }

  /** What no mask is below. */
  double bound() {
    // A node that was left closed may be another tolerance below the best.
    return givenUp ? Double.NEGATIVE_INFINITY : found.bound() - tolerance;
  }

  /** Searches all counts that may hold a better mask; false if it gave up before the end. */
  boolean run(NormOrder order) {
    order.reach(n);
    double startEnergy = problem.energy(start);
    int last = start.count();
    double norms = 0;
    double most = 0;
    for (int c = 1; c <= n; c++) {
      norms += order.norm(c - 1);
      double error = MaskRounding.most(problem, c, norms, c);
      if (c <= last || countTerm(c) - problem.mu() * norms * norms - 2 * error <= startEnergy) {
        last = Math.max(last, c);
        most = error;
      }
    }
    deepest = last;
    levels = new Level[last + 1];
    tolerance = 2 * most;
    found = new LeastMasks(problem, most);
    found.offer(startEnergy, () -> start);
    offer(0, 0, 0);
    for (int c = 1; c <= last && !givenUp; c++) {
      Level root = level(0);
      root.size = n;
      Arrays.setAll(root.candidates, a -> a);
      extend(0, c, c, 0, 0);
    }
    return !givenUp;
  }

  private Level level(int depth) {
    if (levels[depth] == null) {
      levels[depth] = new Level(n);
    }
    return levels[depth];
  }

  private double countTerm(int count) {
    double excess = count - problem.k();
    return problem.lambda1() * excess * excess;
  }

  /**
   * Keeps {@code missing} more blocks out of this level's candidates, in every way that may pay.
   */
  private void extend(int depth, int count, int missing, double attention, int pairs) {
    nodes++;
    givenUp |= nodes > mostNodes || (nodes % CLOCK_INTERVAL == 0 && run.done());
    Level level = level(depth);
    if (givenUp || level.size < missing) {
      return;
    }
    for (int i = 0; i < level.size; i++) {
      int a = level.candidates[i];
      level.worth[a] = gram[a][a] + 2 * level.pull[a] + largest(a)[missing - 1];
    }
    sortByWorth(level);
    double sum = 0;
    for (int i = 0; i < missing; i++) {
      sum += level.worth[level.candidates[i]];
    }
    double fixed = countTerm(count) + problem.lambda2() * pairs;
    for (int p = 0; p + missing <= level.size && !givenUp; p++) {
      double least = fixed - problem.mu() * (attention + sum);
      if (least > found.limit()) {
        return;
      }
      if (least >= found.least() - tolerance && ++close > MOST_CLOSE) {
        return;
      }
      keep(depth, p, count, missing, attention, pairs);
      if (p + missing < level.size) {
        sum += level.worth[level.candidates[p + missing]] - level.worth[level.candidates[p]];
      }
    }
  }

  private void keep(int depth, int p, int count, int missing, double attention, int pairs) {
    Level level = level(depth);
    int a = level.candidates[p];
    double now = attention + gram[a][a] + 2 * level.pull[a];
    int touching = pairs + MaskState.neighbours(kept, a, problem.columns());
    kept[a] = true;
    if (missing == 1) {
      offer(count, now, touching);
    } else {
      Level next = level(depth + 1);
      next.size = level.size - p - 1;
      System.arraycopy(level.candidates, p + 1, next.candidates, 0, next.size);
      for (int i = 0; i < next.size; i++) {
        int b = next.candidates[i];
        next.pull[b] = level.pull[b] + gram[a][b];
      }
      extend(depth + 1, count, missing - 1, now, touching);
    }
    kept[a] = false;
  }

  private void offer(int count, double attention, int pairs) {
    double energy = countTerm(count) + problem.lambda2() * pairs - problem.mu() * attention;
    if (energy <= found.limit()) {
      found.offer(energy, () -> Mask.of(kept));
      run.found(energy);
    }
  }

  /** Sums of the largest entries of row a besides its own: of 0, 1, 2 ... of them. */
  private double[] largest(int a) {
    if (largest[a] == null) {
      double[] others = new double[n - 1];
      for (int b = 0, i = 0; b < n; b++) {
        if (b != a) {
          others[i++] = -gram[a][b];
        }
      }
      Arrays.sort(others);
      double[] sums = new double[Math.min(deepest, n)];
      for (int r = 1; r < sums.length; r++) {
        sums[r] = sums[r - 1] - others[r - 1];
      }
      largest[a] = sums;
    }
    return largest[a];
  }

  /** Insertion sort: few levels are long, and deeper ones come nearly sorted. */
  private static void sortByWorth(Level level) {
    int[] candidates = level.candidates;
    double[] worth = level.worth;
    for (int i = 1; i < level.size; i++) {
      int a = candidates[i];
      double mine = worth[a];
      int j = i;
      while (j > 0 && worth[candidates[j - 1]] < mine) {
        candidates[j] = candidates[j - 1];
        j--;
      }
      candidates[j] = a;
    }
  }

  /** G = B B^T, for problems of few blocks only. */
  private static double[][] gramMatrix(MaskProblem problem) {
    int n = problem.n();
    int d = problem.d();
    float[] blocks = problem.blocks();
    double[][] gram = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b <= a; b++) {
        double dot = 0;
        for (int j = 0; j < d; j++) {
          dot += (double) blocks[a * d + j] * blocks[b * d + j];
        }
        gram[a][b] = dot;
        gram[b][a] = dot;
      }
    }
    return gram;
  }
}
