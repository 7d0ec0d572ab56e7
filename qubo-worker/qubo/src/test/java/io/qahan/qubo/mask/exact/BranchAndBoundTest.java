package io.qahan.qubo.mask.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.NormOrder;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.qubo.mask.SolveRun;
import io.qahan.qubo.mask.search.RestartSolver;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BranchAndBoundTest {
  private static final SolveOptions OPTIONS = SolveOptions.ofSeed(1);

  /** From the empty mask, so that nothing but the search itself can find the optimum. */
  @Property(tries = 50)
  void shouldFindWhatEnumerationFinds(@ForAll long seed) {
    int n = 14 + Math.floorMod(seed, 11);
    MaskProblem problem =
        RandomProblems.gaussian(
            Objective.SALIENT, n, 2 + Math.floorMod(seed, 7), 1 + n / 4, seed % 2 == 0, seed);
    SolveRun run = new SolveRun(problem, OPTIONS, () -> 0);
    BranchAndBound search = new BranchAndBound(problem, Mask.of(n), run, BranchAndBound.MAX_NODES);
    Enumeration enumeration = new Enumeration(problem, Mask.of(n));
    assertThat(search.run(new NormOrder(problem))).isTrue();
    enumeration.run(run);
    assertThat(search.proven()).isPresent();
    assertThat(enumeration.proven()).isPresent();
    double least = problem.energy(enumeration.best());
    assertThat(problem.energy(search.best())).isCloseTo(least, within(1e-9));
  }

  @Test
  void shouldProveProblemsOfTheProductsSizes() {
    for (int d : new int[] {16, 64}) {
      for (boolean relu : new boolean[] {true, false}) {
        int n = 3136 / d;
        MaskProblem problem =
            RandomProblems.gaussian(Objective.SALIENT, n, d, Math.max(4, n / 32), relu, 3);
        Solution<Mask> solution = new ExactSolver(() -> 0).solve(problem, OPTIONS);
        assertThat(solution.relativeGap()).hasValue(0);
        assertThat(solution.energy())
            .isLessThanOrEqualTo(RestartSolver.tabu(() -> 0).solve(problem, OPTIONS).energy());
      }
    }
  }

  @Test
  void shouldGiveUpWhereTheBoundIsOfNoUse() {
    float[] blocks = RandomProblems.features(120 * 3, false, 1);
    MaskProblem problem = MaskProblem.of(blocks, 120, 3, Objective.SALIENT, 0, 0, 5);
    Solution<Mask> solution = new ExactSolver(() -> 0).solve(problem, OPTIONS);
    assertThat(solution.lowerBound().orElseThrow()).isLessThan(solution.energy());
  }
}
