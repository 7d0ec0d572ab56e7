package io.qahan.qubo.model.search;

import io.qahan.qubo.model.BqmSolver;
import io.qahan.qubo.model.BqmSolverContract;
import java.util.function.LongSupplier;

class BqmTabuSearchTest extends BqmSolverContract {
  @Override
  protected BqmSolver solver(LongSupplier nanoClock) {
    return BqmRestartSolver.tabu(nanoClock);
  }
}
