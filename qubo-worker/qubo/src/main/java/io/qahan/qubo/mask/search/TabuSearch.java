package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskRounding;
import io.qahan.qubo.mask.SolveRun;
import java.util.Arrays;

/**
 * Tabu search over the flips of a set of candidate blocks: each step makes the best flip that is
 * not tabu, uphill if it must, and the flipped block stays tabu for a while. The price of every
 * flip is kept up to date, in O(m d) or O(m) per step for m candidates: {@code price = fixed + way
 * * (pull + 2 lambda1 * excess)} with way +1 for keeping and -1 for dropping. For one thread; but
 * for the rows of {@link Couplings}, nothing is allocated in the loop.
 */
final class TabuSearch implements RestartSolver.Search {
  /**
   * Steps that a flipped block stays tabu, and up to as many more at random: about as many as
   * blocks are kept, for a longer one would forbid whole masks.
   */
  private static final int MIN_TENURE = 3;

  private static final int MAX_TENURE = 10;

  private static final int CLOCK_INTERVAL = 64;

  private final SearchTask task;
  private final MaskProblem problem;

  /** The candidates, ascending. */
  private final int[] blocks;

  private final int staleSteps;
  private final FastRandom random;
  private final int m;
  private final int tenure;
  private final Couplings couplings;
  private final double[] fixed;
  private final double[] pull;
  private final double[] way;
  private final boolean[] followed;

  /** The candidate in the row below, or -1; null in a chain, which has none. */
  private final int[] below;

  private final int[] above;
  private final int[] tabuUntil;
  private final boolean[] bestKept;
  private int excess;
  private int step;
  private double energy;
  private double bestEnergy;

  /** What the energy, which is added up step by step, may be off by. */
  private double rounding;

  TabuSearch(SearchTask task) {
    this.task = task;
    problem = task.problem();
    random = task.random();
    blocks = SearchCandidates.with(task.best().mask(), problem, task.order());
    staleSteps = task.run().options().sweeps().orElse(task.starts().staleSteps());
    m = blocks.length;
    tenure = Math.min(m / 4, Math.max(MIN_TENURE, Math.min(MAX_TENURE, problem.k())));
    couplings = Couplings.of(problem, blocks);
    fixed = new double[m];
    pull = new double[m];
    way = new double[m];
    followed = new boolean[m];
    tabuUntil = new int[m];
    bestKept = new boolean[m];
    for (int i = 0; i < m; i++) {
      fixed[i] = problem.attentionWeight() * problem.squaredNorms()[blocks[i]] + problem.lambda1();
      followed[i] = i + 1 < m && blocks[i + 1] == blocks[i] + 1 && !endsRow(blocks[i]);
    }
    below = problem.isChain() ? null : places(problem.columns());
    above = problem.isChain() ? null : places(-problem.columns());
    clear();
  }

  @Override
  public int patience() {
    return task.starts().patience();
  }

  /** From the best mask at first, then from where the {@link SearchStarts} say. */
  @Override
  public boolean read(int number) {
    if (number == 0) {
      moveTo(task.best().mask());
    } else {
      task.starts().next(this);
    }
    run();
    return task.best().offer(bestEnergy, this::best);
  }

  /** Back to the empty mask, nothing tabu. */
  void clear() {
    Arrays.fill(pull, 0);
    Arrays.fill(way, 1);
    Arrays.fill(tabuUntil, 0);
    step = 0;
    excess = -problem.k();
    energy = problem.lambda1() * excess * excess;
    keepBest();
  }

  /** Flips so many candidates at random, without any tabu. */
  void kick(int flips) {
    for (int i = 0; i < flips; i++) {
      flip(FastRandom.upper(random.nextLong(), m));
    }
  }

  private void flip(int i) {
    energy += price(i);
    double direction = way[i];
    couplings.addRow(i, direction, pull);
    if (followed[i]) {
      pull[i + 1] += direction * problem.lambda2();
    }
    if (i > 0 && followed[i - 1]) {
      pull[i - 1] += direction * problem.lambda2();
    }
    if (below != null) {
      pullAt(below[i], direction * problem.lambda2());
      pullAt(above[i], direction * problem.lambda2());
    }
    way[i] = -direction;
    excess += direction > 0 ? 1 : -1;
  }

  private void pullAt(int i, double change) {
    if (i >= 0) {
      pull[i] += change;
    }
  }

  private boolean endsRow(int block) {
    return (block + 1) % problem.columns() == 0;
  }

  /** For each candidate the place of the one so many blocks on, or -1. */
  private int[] places(int away) {
    int[] places = new int[m];
    Arrays.setAll(places, i -> Math.max(-1, Arrays.binarySearch(blocks, blocks[i] + away)));
    return places;
  }

  private double price(int i) {
    return fixed[i] + way[i] * (pull[i] + 2 * problem.lambda1() * excess);
  }

  /** Takes the mask as it is for the best, then steps until many in a row find no better one. */
  private void run() {
    SolveRun run = task.run();
    keepBest();
    int stale = 0;
    while (stale < staleSteps && !(stale % CLOCK_INTERVAL == 0 && run.done())) {
      step++;
      int i = bestFlip();
      if (i < 0) {
        return;
      }
      flip(i);
      tabuUntil[i] = step + tenure + FastRandom.upper(random.nextLong(), tenure + 1);
      stale++;
      if (energy < bestEnergy - rounding) {
        keepBest();
        run.found(energy);
        stale = 0;
      }
    }
  }

  /** The best flip that is not tabu, or that leads to a new best mask; -1 if all are tabu. */
  private int bestFlip() {
    double shift = 2 * problem.lambda1() * excess;
    double aspiration = bestEnergy - energy - rounding;
    double least = Double.POSITIVE_INFINITY;
    int best = -1;
    for (int i = 0; i < m; i++) {
      double price = fixed[i] + way[i] * (pull[i] + shift);
      if (price < least && (tabuUntil[i] <= step || price < aspiration)) {
        least = price;
        best = i;
      }
    }
    return best;
  }

  private void keepBest() {
    bestEnergy = energy;
    double norms = 0;
    int pairs = 0;
    for (int i = 0; i < m; i++) {
      bestKept[i] = way[i] < 0;
      if (bestKept[i]) {
        norms += Math.sqrt(problem.squaredNorms()[blocks[i]]);
        pairs += i > 0 && followed[i - 1] && bestKept[i - 1] ? 1 : 0;
        pairs += above != null && above[i] >= 0 && bestKept[above[i]] ? 1 : 0;
      }
    }
    rounding = MaskRounding.near(problem, norms, excess + problem.k(), pairs);
  }

  private boolean keeps(int i) {
    return way[i] < 0;
  }

  /** Goes to the given mask, block by block. */
  void moveTo(Mask mask) {
    for (int i = 0; i < m; i++) {
      if (mask.keeps(blocks[i]) != keeps(i)) {
        flip(i);
      }
    }
  }

  private Mask best() {
    boolean[] kept = new boolean[problem.n()];
    for (int i = 0; i < m; i++) {
      kept[blocks[i]] = bestKept[i];
    }
    return Mask.of(kept);
  }
}
