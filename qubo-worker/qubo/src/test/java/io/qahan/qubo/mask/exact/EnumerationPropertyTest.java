package io.qahan.qubo.mask.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.DenseEnergy;
import io.qahan.qubo.mask.LeastEnergy;
import io.qahan.qubo.mask.LowerBound;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.RandomProblems;
import io.qahan.qubo.mask.SolveOptions;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Solvers and bounds against all masks there are, on problems of every kind up to n = 24. */
class EnumerationPropertyTest {
  private static final SolveOptions OPTIONS = SolveOptions.ofSeed(1);
  private static final List<String> SEARCHES = List.of("greedy", "tabu", "sa", "sqa");

  /** 1,000 problems, 20 each of n = 20 to 24. */
  @Property(tries = 20)
  void shouldFindTheLeastEnergyOfAllAndNoBoundAboveIt(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 50; i++) {
      int n = i < 5 ? 20 + i : random.nextInt(1, 20);
      check(RandomProblems.everyKind(n, random.nextLong()));
    }
  }

  @Property(tries = 2000)
  void shouldFindTheLeastEnergyOfAllWhenBlocksHaveLengthOne(@ForAll long seed) {
    check(RandomProblems.rankOne(20, seed));
  }

  @Property(tries = 300)
  void shouldFindTheLeastEnergyOfTwentyBlocksOfLengthOne(@ForAll long seed) {
    check(RandomProblems.everyKind(Objective.SALIENT, 20, 1, seed));
  }

  private static void check(MaskProblem problem) {
    double least = LeastEnergy.of(problem);
    double rounding = 1e-10 * (1 + Math.abs(least));
    Solution<Mask> exact = new ExactSolver(() -> 0).solve(problem, OPTIONS);
    assertThat(exact.energy()).isCloseTo(least, within(rounding));
    // Where large terms cancel, the bound stays below the energy by what their rounding may hide.
    assertThat(exact.lowerBound().orElseThrow())
        .isLessThanOrEqualTo(least + rounding / 100)
        .isGreaterThanOrEqualTo(least - 100 * rounding);
    assertThat(LowerBound.of(problem)).isLessThanOrEqualTo(least + rounding / 100);
    for (String name : SEARCHES) {
      Solution<Mask> solution = Solvers.forMasks(name).solve(problem, OPTIONS);
      assertThat(solution.energy()).as(name).isGreaterThanOrEqualTo(least - rounding);
      assertThat(solution.lowerBound().orElseThrow())
          .as(name)
          .isLessThanOrEqualTo(least + rounding);
    }
  }

  /** The oracle itself, against the energy as the paper writes it. */
  @Test
  void shouldEnumerateTheEnergiesOfThePaper() {
    for (int seed = 0; seed < 50; seed++) {
      MaskProblem problem = RandomProblems.everyKind(1 + seed % 8, seed);
      double least = Double.POSITIVE_INFINITY;
      for (int bits = 0; bits < 1 << problem.n(); bits++) {
        Mask mask = Mask.fromBytes(new byte[] {(byte) bits}, problem.n());
        least = Math.min(least, DenseEnergy.of(problem, mask));
      }
      assertThat(LeastEnergy.of(problem)).isCloseTo(least, within(1e-9 * (1 + Math.abs(least))));
    }
  }
}
