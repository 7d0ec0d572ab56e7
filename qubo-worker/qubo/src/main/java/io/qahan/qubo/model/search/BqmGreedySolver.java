package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.FastRandom;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.Sample;
import java.util.function.LongSupplier;

/**
 * Steepest descent: from the start it is given, or from all variables at their lesser value; each
 * further read from a random sample. One read by default.
 */
public final class BqmGreedySolver implements BqmSolver {
  private final LongSupplier nanoClock;

  public BqmGreedySolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public String name() {
    return "greedy";
  }

  @Override
  public Solution<Sample> solve(BinaryQuadraticModel model, BqmOptions options) {
    BqmRun run = new BqmRun(model, options, nanoClock);
    LocalFields state = new LocalFields(model);
    options.start().ifPresent(state::set);
    SteepestDescent descent = new SteepestDescent(state);
    FastRandom random = new FastRandom(options.seed());
    for (int read = 0; read == 0 || (read < options.reads().orElse(1) && !run.over()); read++) {
      if (read > 0) {
        state.randomize(random);
      }
      descent.run(run);
      run.offer(state);
    }
    return run.finish(name());
  }
}
