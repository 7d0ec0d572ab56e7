package io.qahan.qubo.mask.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskSolverContract;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ExactSolverTest extends MaskSolverContract {
  private static final SolveOptions OPTIONS = SolveOptions.ofSeed(1);

  @Override
  protected MaskSolver solver(LongSupplier nanoClock) {
    return new ExactSolver(nanoClock);
  }

  @Override
  protected boolean takes(MaskProblem problem) {
    return problem.n() <= 24
        || (problem.objective() == Objective.SALIENT && (problem.d() == 1 || problem.n() <= 256));
  }

  @Test
  void shouldProveLargeProblemsOfBlocksOfLengthOne() {
    for (boolean relu : new boolean[] {true, false}) {
      MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 3136, 1, 100, relu, 5);
      Solution<Mask> solution = new ExactSolver(() -> 0).solve(problem, OPTIONS);
      assertThat(solution.relativeGap()).hasValue(0);
      assertThat(solution.answer().count()).isBetween(98, 104);
    }
  }

  @Test
  void shouldProveProblemsFullOfTies() {
    for (int seed = 0; seed < 100; seed++) {
      MaskProblem problem = RandomProblems.rankOne(400, seed);
      assertThat(new ExactSolver(() -> 0).solve(problem, OPTIONS).relativeGap().orElse(0))
          .isLessThan(1e-8);
    }
  }

  @Test
  void shouldBoundWhatItHasNoTimeToProve() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 200, 1, 20, false, 5);
    Solution<Mask> proven = new ExactSolver(() -> 0).solve(problem, OPTIONS);
    for (int readings = 1; readings < 12; readings++) {
      long[] now = {0};
      Solution<Mask> cut =
          new ExactSolver(() -> now[0]++)
              .solve(problem, OPTIONS.withTimeBudget(Duration.ofNanos(readings)));
      assertThat(cut.lowerBound().orElseThrow()).isLessThanOrEqualTo(proven.energy() + 1e-9);
    }
  }
}
