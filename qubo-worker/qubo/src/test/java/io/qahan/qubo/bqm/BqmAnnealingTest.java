package io.qahan.qubo.bqm;

import java.util.function.LongSupplier;

class BqmAnnealingTest extends BqmSolverContract {
  @Override
  BqmSolver solver(LongSupplier nanoClock) {
    return BqmSolvers.all(nanoClock).get("sa");
  }
}
