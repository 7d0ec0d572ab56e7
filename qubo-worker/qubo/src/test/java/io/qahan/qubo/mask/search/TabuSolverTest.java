package io.qahan.qubo.mask.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskSolverContract;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.exact.ExactSolver;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class TabuSolverTest extends MaskSolverContract {
  @Override
  protected MaskSolver solver(LongSupplier nanoClock) {
    return RestartSolver.tabu(nanoClock);
  }

  @Test
  void shouldFindTheLeastEnergyOfMediumProblems() {
    for (int seed = 0; seed < 60; seed++) {
      boolean relu = seed % 2 == 0;
      MaskProblem problem =
          RandomProblems.gaussian(Objective.SALIENT, 18, 1 + seed % 5, 5, relu, seed);
      SolveOptions options = SolveOptions.ofSeed(seed);
      double least = new ExactSolver(() -> 0).solve(problem, options).energy();
      assertThat(RestartSolver.tabu(() -> 0).solve(problem, options).energy())
          .isCloseTo(least, within(1e-9 * (1 + Math.abs(least))));
    }
  }

  /** Places of a feature map, alike where they are near: greedy's are 5 to 16 % above the least. */
  @Test
  void shouldFindTheLeastEnergyInAGrid() {
    for (int seed = 0; seed < 20; seed++) {
      MaskProblem problem = RandomProblems.featureMap(7, 7, 16, 4 + seed % 9, seed);
      SolveOptions options = SolveOptions.ofSeed(seed);
      Solution<Mask> exact = new ExactSolver(() -> 0).solve(problem, options);
      assertThat(exact.relativeGap()).hasValue(0);
      assertThat(RestartSolver.tabu(() -> 0).solve(problem, options).energy())
          .isCloseTo(exact.energy(), within(1e-9 * (1 + Math.abs(exact.energy()))));
    }
  }

  @Test
  void shouldLeaveTheGreedyMaskBehindWhereGreedyFallsShort() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 300, 4, 20, false, 4);
    SolveOptions options = SolveOptions.ofSeed(3);
    assertThat(RestartSolver.tabu(() -> 0).solve(problem, options).energy())
        .isLessThan(new GreedySolver(() -> 0).solve(problem, options).energy() - 0.1);
  }

  @Test
  void shouldBeginAtRandomIfAskedTo() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 300, 4, 20, false, 4);
    SolveOptions options =
        SolveOptions.ofSeed(3)
            .withFirst(SolveOptions.FirstMask.RANDOM)
            .withTimeBudget(Duration.ZERO);
    for (MaskSolver solver :
        List.of(RestartSolver.tabu(() -> 0), RestartSolver.annealing(() -> 0))) {
      Solution<Mask> untouched = solver.solve(problem, options);
      assertThat(untouched.answer().count()).isEqualTo(20);
      assertThat(solver.solve(problem, options).answer()).isEqualTo(untouched.answer());
      assertThat(untouched.energy())
          .isGreaterThan(new GreedySolver(() -> 0).solve(problem, options).energy() + 1);
      Solution<Mask> searched =
          solver.solve(problem, options.withTimeBudget(Duration.ofSeconds(1)));
      assertThat(searched.energy())
          .isLessThan(new GreedySolver(() -> 0).solve(problem, options).energy());
    }
  }
}
