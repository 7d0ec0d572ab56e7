package io.qahan.qubo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class QuantumAnnealingSolverTest extends MaskSolverContract {
  @Override
  MaskSolver solver(LongSupplier nanoClock) {
    return new QuantumAnnealingSolver(nanoClock);
  }

  @Test
  void shouldFindTheLeastEnergyOfSmallProblems() {
    for (int seed = 0; seed < 60; seed++) {
      MaskProblem problem = RandomProblems.any(14, 4, seed);
      SolveOptions options = SolveOptions.ofSeed(seed);
      double least = new ExactSolver(() -> 0).solve(problem, options).energy();
      assertThat(new QuantumAnnealingSolver(() -> 0).solve(problem, options).energy())
          .isCloseTo(least, within(1e-9 * (1 + Math.abs(least))));
    }
  }
}
