package io.qahan.qubo.mask.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.MaskSolver;
import io.qahan.qubo.mask.MaskSolverContract;
import io.qahan.qubo.mask.MaskState;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class GreedySolverTest extends MaskSolverContract {
  private static final SolveOptions OPTIONS = SolveOptions.ofSeed(1);

  @Override
  protected MaskSolver solver(LongSupplier nanoClock) {
    return new GreedySolver(nanoClock);
  }

  @Test
  void shouldAlwaysKeepTheBlockOfTheLargestGain() {
    for (int seed = 0; seed < 300; seed++) {
      MaskProblem problem = RandomProblems.any(60, 4, seed);
      double greedy = new GreedySolver(() -> 0).solve(problem, OPTIONS).energy();
      // The shortcut of LITERAL only ever ends lower.
      if (problem.objective() == Objective.LITERAL) {
        assertThat(greedy).isLessThanOrEqualTo(plainGreedy(problem).energy() + 1e-9);
      } else {
        assertThat(greedy).isEqualTo(plainGreedy(problem).energy());
      }
    }
  }

  @Test
  void shouldKeepTheSameBlocksWhereAllFeaturesHaveOneSign() {
    Random random = new Random(3);
    for (int run = 0; run < 500; run++) {
      int columns = 1 + random.nextInt(9);
      int n = columns * (1 + random.nextInt(12));
      int sign = random.nextBoolean() ? 1 : -1;
      int values = 1 + random.nextInt(20); // many that are equal, or hardly any
      float[] blocks = new float[n];
      for (int a = 0; a < n; a++) {
        blocks[a] = sign * random.nextInt(values + 1) / 7f;
      }
      double lambda2 = random.nextInt(3) / 2.0;
      MaskProblem chain =
          MaskProblem.of(blocks, n, 1, Objective.SALIENT, 1, lambda2, 1 + random.nextInt(n));
      for (MaskProblem problem : List.of(chain, chain.withColumns(columns))) {
        assertThat(problem.isOneSigned()).isTrue();
        assertThat(new GreedySolver(() -> 0).solve(problem, OPTIONS).answer())
            .as("run %d, %d columns", run, problem.columns())
            .isEqualTo(plainGreedy(problem).mask());
      }
    }
  }

  /** Looks at every block for every step. */
  private static MaskState plainGreedy(MaskProblem problem) {
    double[] norms = problem.squaredNorms();
    Integer[] blocks = new Integer[problem.n()];
    Arrays.setAll(blocks, a -> a);
    if (problem.objective() == Objective.SALIENT) {
      // Of equal gains the one of the larger norm goes first.
      Arrays.sort(blocks, Comparator.comparingDouble((Integer a) -> -norms[a]));
    }
    MaskState state = new MaskState(problem);
    while (true) {
      int best = -1;
      double bestDelta = 0;
      for (int a : blocks) {
        if (!state.keeps(a) && state.flipDelta(a) < bestDelta) {
          best = a;
          bestDelta = state.flipDelta(a);
        }
      }
      if (best < 0) {
        return state;
      }
      state.flip(best);
    }
  }

  @Test
  void shouldFindTheLeastLiteralEnergyAmongEnoughZeros() {
    float[] blocks = new float[200];
    for (int i = 0; i < 200; i += 3) {
      blocks[i] = 1;
    }
    MaskProblem problem = MaskProblem.of(blocks, 200, 1, Objective.LITERAL, 1, 1, 60);
    Solution<Mask> solution = new GreedySolver(() -> 0).solve(problem, OPTIONS);
    assertThat(solution.energy()).isZero();
    assertThat(solution.relativeGap()).hasValue(0);
    assertThat(solution.answer().count()).isEqualTo(60);
  }
}
