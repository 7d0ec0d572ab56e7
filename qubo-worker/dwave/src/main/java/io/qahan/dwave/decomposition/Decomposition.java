package io.qahan.dwave.decomposition;

import io.qahan.dwave.chip.LogicalSampler;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Solves models of any size with a sampler of small ones: in each round the variables with most
 * impact on the energy go to the sampler, the others held fast, while a local search works on the
 * whole; the better of the two results, if it beats the best sample so far, takes its place (after
 * the Kerberos loop of D-Wave's hybrid samplers). Thread safe if the sampler and the search are.
 */
public final class Decomposition {
  private final LogicalSampler sampler;
  private final BqmSolver search;
  private final LongSupplier nanoClock;

  /**
   * @param search of the whole model between the calls, for example {@code tabu}
   */
  public Decomposition(LogicalSampler sampler, BqmSolver search, LongSupplier nanoClock) {
    this.sampler = sampler;
    this.search = search;
    this.nanoClock = nanoClock;
  }

  /**
   * The best sample found within the time. Deterministic if sampler and search are and the time
   * suffices. A sampler that fails costs a call, and its failure ends the run {@value
   * DecompositionRun#MOST_FAILURES} times in a row.
   *
   * @throws IllegalArgumentException if the start is of another size or vartype than the model
   */
  public DecompositionResult solve(BinaryQuadraticModel model, DecompositionOptions options) {
    DecompositionRun run = new DecompositionRun(model, options, sampler, search, nanoClock);
    Sample start =
        options
            .start()
            .orElseGet(() -> randomSample(model.vartype(), model.variables(), options.seed()));
    run.begin(start);
    while (run.goesOn()) {
      run.round();
    }
    return run.result();
  }

  private static Sample randomSample(Vartype vartype, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] values = new byte[n];
    for (int v = 0; v < n; v++) {
      values[v] = random.nextBoolean() ? 1 : vartype.low();
    }
    return Sample.of(vartype, values);
  }
}
