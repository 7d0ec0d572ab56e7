package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CholeskyFactorTest {
  /** Of the attention energy that all blocks have together: what single precision leaves. */
  private static final double SINGLE = 1e-5;

  @Property
  void shouldKeepEveryEnergyOfBlocksThatAreLongerThanMany(@ForAll long seed) {
    MaskProblem problem = RandomProblems.any(9, 60, seed);
    MaskProblem condensed = problem.condensed();

    assertThat(condensed.d()).isEqualTo(Math.min(problem.d(), problem.n()));
    for (int bits = 0; bits < 1 << problem.n(); bits++) {
      Mask mask = maskOf(bits, problem.n());
      assertThat(condensed.energy(mask))
          .isCloseTo(DenseEnergy.of(problem, mask), within(tolerance(problem)));
    }
  }

  @Property
  void shouldNotMindRowsThatAreAlikeOrNothing(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = random.nextInt(2, 8);
    int d = random.nextInt(n + 1, 40);
    float[] blocks = RandomProblems.features(n * d, true, seed);
    for (int a = 1; a < n; a++) {
      float factor = random.nextInt(0, 3); // nothing, the row before, or twice that
      for (int j = 0; j < d; j++) {
        blocks[a * d + j] = factor * blocks[(a - 1) * d + j];
      }
    }
    MaskProblem problem = MaskProblem.of(blocks, n, d, Objective.LITERAL, 1, 1, 1);
    Mask all = maskOf((1 << n) - 1, n);

    assertThat(problem.condensed().energy(all))
        .isCloseTo(DenseEnergy.of(problem, all), within(tolerance(problem)));
  }

  @Test
  void shouldKeepTheGridAndTheWeights() {
    MaskProblem problem = RandomProblems.featureMap(3, 3, 40, 3, 5).withMu(0.7);
    MaskProblem condensed = problem.condensed();

    assertThat(condensed.columns()).isEqualTo(3);
    assertThat(condensed.mu()).isEqualTo(0.7);
    assertThat(condensed.objective()).isEqualTo(problem.objective());
    assertThat(condensed.k()).isEqualTo(3);
    assertThat(condensed.maxSquaredNorm())
        .isCloseTo(problem.maxSquaredNorm(), within(SINGLE * problem.maxSquaredNorm()));
  }

  @Test
  void shouldLeaveAloneWhatIsShortEnoughOrTooLargeForSinglePrecision() {
    MaskProblem shortOne = RandomProblems.gaussian(Objective.SALIENT, 5, 5, 2, false, 1);
    assertThat(shortOne.condensed()).isSameAs(shortOne);
    float[] large = new float[8];
    Arrays.fill(large, Float.MAX_VALUE);
    MaskProblem huge = MaskProblem.of(large, 2, 4, Objective.SALIENT, 1, 1, 1);
    assertThat(huge.condensed()).isSameAs(huge);
  }

  private static Mask maskOf(int bits, int n) {
    return Mask.of(n, IntStream.range(0, n).filter(a -> (bits >> a & 1) == 1).toArray());
  }

  private static double tolerance(MaskProblem problem) {
    double norms = 0;
    for (double norm : problem.squaredNorms()) {
      norms += Math.sqrt(norm);
    }
    return SINGLE
        * (1 + problem.lambda1() * problem.n() * problem.n() + problem.mu() * norms * norms);
  }
}
