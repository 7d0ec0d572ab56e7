package io.qahan.qubo.model.search;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmOptions;
import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.Sample;
import java.util.function.LongSupplier;

/**
 * Picks the solver that suits the model: {@code exact} up to {@value #ENUMERATED_VARIABLES}
 * variables; {@code tabu} up to {@value #FEW_VARIABLES}, and for dense models, where a flip costs
 * as much as the look at all variables before it; else {@code sa}. The solution says which: {@code
 * auto:sa}.
 */
public final class BqmAutoSolver implements BqmSolver {
  /** 2^18 samples take a few milliseconds. */
  static final int ENUMERATED_VARIABLES = 18;

  static final int FEW_VARIABLES = 200;

  /** The part of all pairs that makes a model dense. */
  private static final double DENSE = 0.25;

  private final BqmSolver exact;
  private final BqmSolver tabu;
  private final BqmSolver annealing;

  public BqmAutoSolver(LongSupplier nanoClock) {
    exact = new BqmExactSolver(nanoClock);
    tabu = BqmRestartSolver.tabu(nanoClock);
    annealing = BqmRestartSolver.annealing(nanoClock);
  }

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public Solution<Sample> solve(BinaryQuadraticModel model, BqmOptions options) {
    BqmSolver picked = pick(model);
    return picked.solve(model, options).by(name() + ":" + picked.name());
  }

  private BqmSolver pick(BinaryQuadraticModel model) {
    int n = model.variables();
    if (n <= ENUMERATED_VARIABLES) {
      return exact;
    }
    boolean dense = 2.0 * model.interactions() >= DENSE * n * n;
    return n <= FEW_VARIABLES || dense ? tabu : annealing;
  }
}
