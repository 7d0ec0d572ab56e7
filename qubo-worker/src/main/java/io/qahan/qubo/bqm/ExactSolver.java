package io.qahan.qubo.bqm;

import io.qahan.qubo.UnsolvableException;
import java.util.function.LongSupplier;

/**
 * Tries all 2^n samples of up to {@value #MAX_VARIABLES} variables, in the order of a Gray code:
 * one flip from each to the next. When the time runs out the answer stands but the proof does not.
 */
final class ExactSolver implements BqmSolver {
  static final int MAX_VARIABLES = 24;

  /** Samples between two looks at the clock, and two refreshes of what was added up. */
  private static final int INTERVAL = 1 << 10;

  private final LongSupplier nanoClock;

  ExactSolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public BqmSolution solve(BinaryQuadraticModel model, BqmOptions options) {
    if (model.variables() > MAX_VARIABLES) {
      throw new UnsolvableException(
          "exact takes up to [%d] variables, not [%d]; maybe ask sa, tabu or auto"
              .formatted(MAX_VARIABLES, model.variables()));
    }
    BqmRun run = new BqmRun(model, options, nanoClock);
    LocalFields state = new LocalFields(model);
    options.start().ifPresent(state::set);
    new SteepestDescent(state).run(run);
    run.offer(state);
    boolean proven = enumerate(state, run);
    return run.finish(proven ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY, name());
  }

  /** Whether it came to the end. */
  private static boolean enumerate(LocalFields state, BqmRun run) {
    int samples = 1 << state.model().variables();
    for (int i = 1; i < samples; i++) {
      if (i % INTERVAL == 0) {
        if (run.over()) {
          return false;
        }
        state.refresh();
      }
      // The i-th step of the reflected Gray code flips the lowest set bit of i.
      state.flip(Integer.numberOfTrailingZeros(i));
      run.offer(state);
    }
    return true;
  }
}
