package io.qahan.qubo.mask.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskSolverContract;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.exact.ExactSolver;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class AnnealingSolverTest extends MaskSolverContract {
  @Override
  protected MaskSolver solver(LongSupplier nanoClock) {
    return RestartSolver.annealing(nanoClock);
  }

  @Test
  void shouldFindTheLeastEnergyOfSmallProblems() {
    for (int seed = 0; seed < 100; seed++) {
      MaskProblem problem = RandomProblems.any(14, 4, seed);
      SolveOptions options = SolveOptions.ofSeed(seed);
      double least = new ExactSolver(() -> 0).solve(problem, options).energy();
      assertThat(RestartSolver.annealing(() -> 0).solve(problem, options).energy())
          .isCloseTo(least, within(1e-9 * (1 + Math.abs(least))));
    }
  }

  @Test
  void shouldLeaveTheGreedyMaskBehindWhereGreedyFallsShort() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 300, 4, 20, false, 4);
    SolveOptions options = SolveOptions.ofSeed(3);
    assertThat(RestartSolver.annealing(() -> 0).solve(problem, options).energy())
        .isLessThan(new GreedySolver(() -> 0).solve(problem, options).energy() - 0.1);
  }

  @Test
  void shouldAnswerAsAnAnnealerDoesWithoutTheDescent() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 300, 1, 20, true, 4);
    double least = new ExactSolver(() -> 0).solve(problem, SolveOptions.ofSeed(3)).energy();
    SolveOptions once =
        SolveOptions.ofSeed(3).withFirst(SolveOptions.FirstMask.RANDOM).withReads(1).withSweeps(1);
    MaskSolver annealing = RestartSolver.annealing(() -> 0);

    double descended = annealing.solve(problem, once).energy();
    double cold = annealing.solve(problem, once.withoutDescent()).energy();
    double patient = annealing.solve(problem, once.withoutDescent().withSweeps(300)).energy();

    assertThat(descended).isCloseTo(least, within(1e-9));
    assertThat(cold).isGreaterThan(patient + 0.01 * Math.abs(least));
    assertThat(patient).isGreaterThanOrEqualTo(least - 1e-9);
  }
}
