package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.Sample;
import java.util.function.LongSupplier;

/**
 * A search, read after read: the first from where steepest descent ends that begins at the start it
 * is given, or at all variables' lesser value; the rest from random samples. Without a bound of
 * work the reads grow, each twice as long as the one before, so that there is an answer soon and a
 * good one later.
 */
public final class BqmRestartSolver implements BqmSolver {
  private static final int DEFAULT_SWEEPS = 1000;
  private static final int FIRST_SWEEPS = 16;
  private static final int MOST_DOUBLINGS = 12;

  private final String name;
  private final Search.Factory factory;
  private final LongSupplier nanoClock;

  private BqmRestartSolver(String name, Search.Factory factory, LongSupplier nanoClock) {
    this.name = name;
    this.factory = factory;
    this.nanoClock = nanoClock;
  }

  /** Tabu search. */
  public static BqmSolver tabu(LongSupplier nanoClock) {
    return new BqmRestartSolver("tabu", BqmTabuSearch::new, nanoClock);
  }

  /** Simulated annealing. */
  public static BqmSolver annealing(LongSupplier nanoClock) {
    return new BqmRestartSolver("sa", BqmAnnealing::new, nanoClock);
  }

  /** Simulated quantum annealing. */
  public static BqmSolver quantumAnnealing(LongSupplier nanoClock) {
    return new BqmRestartSolver("sqa", QuantumAnnealing::new, nanoClock);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Solution<Sample> solve(BinaryQuadraticModel model, BqmOptions options) {
    BqmRun run = new BqmRun(model, options, nanoClock);
    LocalFields state = new LocalFields(model);
    options.start().ifPresent(state::set);
    new SteepestDescent(state).run(run);
    run.offer(state);
    FastRandom random = new FastRandom(options.seed());
    if (!run.over()) {
      Search search = factory.of(state, random);
      int reads = options.boundsWork() ? options.reads().orElse(1) : Integer.MAX_VALUE;
      for (int read = 0; read < reads && !run.over(); read++) {
        if (read > 0) {
          state.randomize(random);
        }
        search.read(state, sweeps(options, read), run);
      }
    }
    return run.finish(name);
  }

  private static int sweeps(BqmOptions options, int read) {
    return options.boundsWork()
        ? options.sweeps().orElse(DEFAULT_SWEEPS)
        : FIRST_SWEEPS << Math.min(read, MOST_DOUBLINGS);
  }
}
