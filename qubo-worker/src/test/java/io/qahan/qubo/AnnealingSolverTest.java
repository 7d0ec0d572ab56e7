package io.qahan.qubo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class AnnealingSolverTest extends MaskSolverContract {
  @Override
  MaskSolver solver(LongSupplier nanoClock) {
    return Solvers.annealing(nanoClock);
  }

  @Test
  void shouldFindTheLeastEnergyOfSmallProblems() {
    for (int seed = 0; seed < 100; seed++) {
      MaskProblem problem = RandomProblems.any(14, 4, seed);
      SolveOptions options = SolveOptions.ofSeed(seed);
      double least = new ExactSolver(() -> 0).solve(problem, options).energy();
      assertThat(Solvers.annealing(() -> 0).solve(problem, options).energy())
          .isCloseTo(least, within(1e-9 * (1 + Math.abs(least))));
    }
  }

  @Test
  void shouldLeaveTheGreedyMaskBehindWhereGreedyFallsShort() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 300, 4, 20, false, 4);
    SolveOptions options = SolveOptions.ofSeed(3);
    assertThat(Solvers.annealing(() -> 0).solve(problem, options).energy())
        .isLessThan(new GreedySolver(() -> 0).solve(problem, options).energy() - 0.1);
  }
}
