package io.qahan.qubo.bqm;

import java.util.function.LongSupplier;

class QuantumAnnealingTest extends BqmSolverContract {
  @Override
  BqmSolver solver(LongSupplier nanoClock) {
    return BqmSolvers.all(nanoClock).get("sqa");
  }
}
