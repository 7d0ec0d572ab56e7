package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.kernel.UnsolvableException;
import io.qahan.qubo.model.Adjacency;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.Sample;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Tries all 2^n samples of up to {@value #MAX_VARIABLES} variables, in the order of a Gray code:
 * one flip from each to the next. When the time runs out, or more samples than can be compared in
 * exact arithmetic are closer to the best than doubles tell apart, the answer stands but the proof
 * does not.
 */
public final class BqmExactSolver implements BqmSolver {
  static final int MAX_VARIABLES = 24;

  /** Samples between two looks at the clock, and two refreshes of what was added up. */
  private static final int INTERVAL = 1 << 10;

  private final LongSupplier nanoClock;

  public BqmExactSolver(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public Solution<Sample> solve(BinaryQuadraticModel model, BqmOptions options) {
    if (model.variables() > MAX_VARIABLES) {
      throw new UnsolvableException(
          String.format(
              Locale.ROOT,
              "exact takes up to [%d] variables, not [%d]; maybe ask sa, tabu or auto",
              MAX_VARIABLES,
              model.variables()));
    }
    BqmRun run = new BqmRun(model, options, nanoClock);
    LocalFields state = new LocalFields(model);
    options.start().ifPresent(state::set);
    new SteepestDescent(state).run(run);
    run.offer(state);
    return enumerate(state, run)
        .map(optimum -> run.finishProven(optimum, name()))
        .orElseGet(() -> run.finish(name()));
  }

  /** The optimum; empty if the time ended first, or doubles and exact arithmetic cannot tell. */
  private static Optional<Sample> enumerate(LocalFields state, BqmRun run) {
    LeastSamples least = new LeastSamples(state.model(), INTERVAL);
    state.refresh();
    int bits = bitsOf(state);
    least.offer(bits, state.energy());
    int[] counting = counting(state.model());
    int samples = 1 << counting.length;
    for (int i = 1; i < samples; i++) {
      // The i-th step of the reflected Gray code flips the lowest set bit of i.
      int v = counting[Integer.numberOfTrailingZeros(i)];
      bits ^= 1 << v;
      state.flip(v);
      if (i % INTERVAL == 0) {
        if (run.over()) {
          return Optional.empty();
        }
        state.refresh();
      }
      if (state.energy() <= least.limit()) {
        least.offer(bits, state.energy());
        run.offer(state);
      }
    }
    return least.least();
  }

  /**
   * The variables that energies depend on: each other one would double the equals of any sample.
   */
  private static int[] counting(BinaryQuadraticModel model) {
    return IntStream.range(0, model.variables())
        .filter(v -> model.linear(v) != 0 || hasBias(model.adjacency(), v))
        .toArray();
  }

  private static boolean hasBias(Adjacency pairs, int v) {
    return IntStream.range(pairs.rowStarts()[v], pairs.rowStarts()[v + 1])
        .anyMatch(i -> pairs.biases()[i] != 0);
  }

  private static int bitsOf(LocalFields state) {
    int bits = 0;
    for (int v = 0; v < state.model().variables(); v++) {
      bits |= state.steps()[v] < 0 ? 1 << v : 0;
    }
    return bits;
  }
}
