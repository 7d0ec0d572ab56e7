package io.qahan.qubo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.function.LongSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExactSolverTest extends MaskSolverContract {
  private static final SolveOptions OPTIONS = SolveOptions.ofSeed(1);

  @Override
  MaskSolver solver(LongSupplier nanoClock) {
    return new ExactSolver(nanoClock);
  }

  @Override
  boolean takes(MaskProblem problem) {
    return problem.n() <= 24
        || (problem.objective() == Objective.SALIENT && (problem.d() == 1 || problem.n() <= 256));
  }

  @Property(tries = 1000)
  void shouldFindTheLeastEnergyOfAll(@ForAll long seed) {
    check(RandomProblems.any(14, 4, seed));
  }

  @Property(tries = 2000)
  void shouldFindTheLeastEnergyOfAllWhenBlocksHaveLengthOne(@ForAll long seed) {
    check(RandomProblems.rankOne(14, seed));
  }

  @Property(tries = 60)
  void shouldFindTheLeastEnergyOfLongerRowsToo(@ForAll long seed) {
    check(RandomProblems.rankOne(20, seed));
  }

  private static void check(MaskProblem problem) {
    double least = leastEnergy(problem);
    MaskSolution solution = new ExactSolver(() -> 0).solve(problem, OPTIONS);
    assertThat(solution.energy()).isCloseTo(least, within(1e-9 * (1 + Math.abs(least))));
    assertThat(solution.lowerBound().orElseThrow())
        .isCloseTo(least, within(1e-9 * (1 + Math.abs(least))));
  }

  /** All 2^n masks, one after the other, by the tests' own energy. */
  private static double leastEnergy(MaskProblem problem) {
    int n = problem.n();
    int d = problem.d();
    double least = Double.POSITIVE_INFINITY;
    for (int bits = 0; bits < 1 << n; bits++) {
      double attention = 0;
      for (int j = 0; j < d; j++) {
        double t = 0;
        for (int a = 0; a < n; a++) {
          t += (bits >> a & 1) * (double) problem.blocks()[a * d + j];
        }
        attention += t * t;
      }
      double excess = Integer.bitCount(bits) - problem.k();
      double energy =
          problem.objective().sign() * problem.mu() * attention
              + problem.lambda1() * excess * excess
              + problem.lambda2() * Integer.bitCount(bits & (bits >> 1));
      least = Math.min(least, energy);
    }
    return least;
  }

  @Test
  void shouldProveLargeProblemsOfBlocksOfLengthOne() {
    for (boolean relu : new boolean[] {true, false}) {
      MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 3136, 1, 100, relu, 5);
      MaskSolution solution = new ExactSolver(() -> 0).solve(problem, OPTIONS);
      assertThat(solution.relativeGap()).hasValue(0);
      assertThat(solution.mask().count()).isBetween(98, 104);
    }
  }

  @Test
  void shouldProveProblemsFullOfTies() {
    for (int seed = 0; seed < 100; seed++) {
      MaskProblem problem = RandomProblems.rankOne(400, seed);
      assertThat(new ExactSolver(() -> 0).solve(problem, OPTIONS).relativeGap().orElse(0))
          .isLessThan(1e-9);
    }
  }

  @Test
  void shouldBoundWhatItHasNoTimeToProve() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 200, 1, 20, false, 5);
    MaskSolution proven = new ExactSolver(() -> 0).solve(problem, OPTIONS);
    for (int readings = 1; readings < 12; readings++) {
      long[] now = {0};
      MaskSolution cut =
          new ExactSolver(() -> now[0]++)
              .solve(problem, OPTIONS.withTimeBudget(Duration.ofNanos(readings)));
      assertThat(cut.lowerBound().orElseThrow()).isLessThanOrEqualTo(proven.energy() + 1e-9);
    }
  }
}
