package io.qahan.qubo.mask.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.LowerBound;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.SolveRun;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * A search that is started over: from the greedy mask, improved by {@link SearchStarts}, or from a
 * random one, read after read until so many in a row find nothing better, or the energy meets its
 * lower bound, the target or the time budget.
 */
public final class RestartSolver implements MaskSolver {
  /** One problem's search. */
  interface Search {
    /** How many reads in a row may find nothing. */
    int patience();

    /**
     * One read, from 0 on.
     *
     * @return whether it found a new best mask
     */
    boolean read(int number);
  }

  /** Makes the search of a problem whose first mask is there. */
  private interface Factory {
    Search of(SearchTask task);
  }

  private final String name;
  private final Factory factory;
  private final LongSupplier nanoClock;

  private RestartSolver(String name, Factory factory, LongSupplier nanoClock) {
    this.name = name;
    this.factory = factory;
    this.nanoClock = nanoClock;
  }

  /** Tabu search. */
  public static MaskSolver tabu(LongSupplier nanoClock) {
    return new RestartSolver("tabu", TabuSearch::new, nanoClock);
  }

  /** Simulated annealing. */
  public static MaskSolver annealing(LongSupplier nanoClock) {
    return new RestartSolver("sa", AnnealingReads::new, nanoClock);
  }

  /** Simulated quantum annealing. */
  public static MaskSolver quantumAnnealing(LongSupplier nanoClock) {
    return new RestartSolver("sqa", QuantumAnnealingReads::new, nanoClock);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Solution<Mask> solve(MaskProblem problem, SolveOptions options) {
    SolveRun run = new SolveRun(problem, options, nanoClock);
    NormOrder order = new NormOrder(problem);
    FastRandom random = new FastRandom(options.seed());
    MaskState first = new MaskState(problem);
    boolean greedy = options.first() == SolveOptions.FirstMask.GREEDY;
    if (greedy) {
      GreedySolver.fill(first, order);
    } else {
      fillAtRandom(first, random);
    }
    BestMask best = new BestMask(problem, first.mask());
    run.found(best.energy());
    double bound = LowerBound.of(problem, order);
    SearchStarts starts = SearchStarts.of(problem, best, random, run);
    SearchTask task = new SearchTask(first, order, random, starts, best, bound, run);
    if (greedy && !task.over()) {
      starts.improve();
    }
    if (!task.over()) {
      repeat(factory.of(task), task);
    }
    return run.finish(best.mask(), OptionalDouble.of(bound), name);
  }

  /** k different blocks, each set of them as likely as any other. */
  private static void fillAtRandom(MaskState state, FastRandom random) {
    int n = state.problem().n();
    int k = state.problem().k();
    for (int a = 0; a < n; a++) {
      if (FastRandom.upper(random.nextLong(), n - a) < k - state.count()) {
        state.flip(a);
      }
    }
  }

  private static void repeat(Search search, SearchTask task) {
    SolveOptions options = task.run().options();
    int reads = options.reads().orElse(Integer.MAX_VALUE);
    int patience = options.reads().isPresent() ? Integer.MAX_VALUE : search.patience();
    int stale = 0;
    for (int read = 0; read < reads && stale < patience && !task.over(); read++) {
      stale = search.read(read) ? 0 : stale + 1;
    }
  }
}
