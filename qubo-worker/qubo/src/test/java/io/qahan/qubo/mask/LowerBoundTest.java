package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.mask.exact.ExactSolver;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LowerBoundTest {
  @Property(tries = 2000)
  void shouldNeverBeAboveTheLeastEnergy(@ForAll long seed) {
    MaskProblem problem = RandomProblems.any(11, 5, seed);
    double least = new ExactSolver(() -> 0).solve(problem, SolveOptions.ofSeed(0)).energy();
    assertThat(LowerBound.of(problem)).isLessThanOrEqualTo(least);
  }

  @Test
  void shouldNotDependOnHowManyNormsAreInOrder() {
    for (int seed = 0; seed < 200; seed++) {
      MaskProblem problem = RandomProblems.any(400, 3, seed);
      NormOrder all = new NormOrder(problem);
      all.reach(problem.n());
      assertThat(LowerBound.of(problem)).isEqualTo(LowerBound.of(problem, all));
    }
  }

  @Test
  void shouldBeReachedByBlocksThatAllPointTheSameWay() {
    float[] blocks = {5, 0, 4, 0, 3, 0};
    MaskProblem problem = MaskProblem.of(blocks, 6, 1, Objective.SALIENT, 1, 1, 3);
    double least = problem.energy(Mask.of(6, 0, 2, 4));
    assertThat(LowerBound.of(problem)).isBetween(least - 1e-9, least);
  }
}
