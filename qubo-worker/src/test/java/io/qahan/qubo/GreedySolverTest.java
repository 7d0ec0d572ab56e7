package io.qahan.qubo;

import java.util.function.LongSupplier;

class GreedySolverTest extends MaskSolverContract {
  @Override
  MaskSolver solver(LongSupplier nanoClock) {
    return new GreedySolver(nanoClock);
  }
}
