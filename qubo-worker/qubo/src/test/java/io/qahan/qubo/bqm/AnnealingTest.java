package io.qahan.qubo.bqm;

import java.util.function.LongSupplier;

class AnnealingTest extends BqmSolverContract {
  @Override
  BqmSolver solver(LongSupplier nanoClock) {
    return BqmSolvers.all(nanoClock).get("sa");
  }
}
