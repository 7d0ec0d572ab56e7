package io.qahan.qubo;

import java.util.function.LongSupplier;

class ExactSolverTest extends MaskSolverContract {
  @Override
  MaskSolver solver(LongSupplier nanoClock) {
    return new ExactSolver(nanoClock);
  }

  @Override
  boolean takes(MaskProblem problem) {
    return problem.n() <= 24;
  }

  @Override
  MaskProblem longProblem() {
    return RandomProblems.gaussian(Objective.LITERAL, 24, 4, 6, false, 1);
  }
}
