package io.qahan.qubo.bqm;

import java.util.function.LongSupplier;

class BqmTabuSearchTest extends BqmSolverContract {
  @Override
  BqmSolver solver(LongSupplier nanoClock) {
    return BqmSolvers.all(nanoClock).get("tabu");
  }
}
