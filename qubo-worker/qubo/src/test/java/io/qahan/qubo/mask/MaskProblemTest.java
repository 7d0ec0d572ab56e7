package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import java.util.OptionalDouble;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MaskProblemTest {
  private static final float[] BLOCKS = {1, 0, 2, -1, 0, 3};

  private static MaskProblem of(float[] blocks, int n, int d, double l1, double l2, int k) {
    return MaskProblem.of(blocks, n, d, Objective.SALIENT, l1, l2, k);
  }

  private static void refused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void shouldScaleTheSalientObjectiveByCountAndLargestNorm() {
    assertThat(of(BLOCKS, 3, 2, 1, 1, 2).mu()).isCloseTo(1 / (2 * 9.0), within(1e-15));
    assertThat(of(BLOCKS, 3, 2, 1, 1, 0).mu()).isCloseTo(1 / 9.0, within(1e-15));
    assertThat(of(new float[6], 3, 2, 1, 1, 2).mu()).isEqualTo(1);
  }

  @Test
  void shouldLeaveTheLiteralObjectiveUnscaledUnlessTold() {
    MaskProblem literal = MaskProblem.of(BLOCKS, 3, 2, Objective.LITERAL, 1, 1, 2);
    assertThat(literal.mu()).isEqualTo(1);
    assertThat(literal.withMu(1 / literal.maxSquaredNorm()).mu()).isEqualTo(1 / 9.0);
  }

  @Test
  void shouldComputeTheEnergyOfAMaskByHand() {
    MaskProblem literal = MaskProblem.of(BLOCKS, 3, 2, Objective.LITERAL, 10, 5, 1);
    Mask mask = Mask.of(3, 1, 2); // B^T x = (2, 2); one too many; one pair
    assertThat(literal.attentionEnergy(mask)).isEqualTo(8);
    assertThat(literal.energy(mask)).isEqualTo(8 + 10 + 5);
  }

  @Test
  void shouldRefuseBadShapes() {
    refused(() -> of(BLOCKS, 0, 2, 1, 1, 0), "n [0]");
    refused(() -> of(BLOCKS, 3, 0, 1, 1, 0), "d [0]");
    refused(() -> of(BLOCKS, 2, 2, 1, 1, 0), "[6]", "[2 x 2]");
    refused(() -> of(null, 2, 2, 1, 1, 0), "[no]");
    refused(() -> of(BLOCKS, 1 << 30, 1 << 30, 1, 1, 0), "[6]");
  }

  @Test
  void shouldRefuseImpossibleCounts() {
    refused(() -> of(BLOCKS, 3, 2, 1, 1, 4), "k [4]", "[3]");
    refused(() -> of(BLOCKS, 3, 2, 1, 1, -1), "k [-1]");
  }

  @Test
  void shouldRefuseBadWeights() {
    refused(() -> of(BLOCKS, 3, 2, -1, 1, 1), "lambda1 [-1.0]");
    refused(() -> of(BLOCKS, 3, 2, 1, Double.NaN, 1), "lambda2 [NaN]");
    refused(() -> of(BLOCKS, 3, 2, Double.POSITIVE_INFINITY, 1, 1), "lambda1 [Infinity]");
    refused(() -> of(BLOCKS, 3, 2, 1e308, 1, 1), "overflow");
    refused(() -> of(BLOCKS, 3, 2, 1, 1, 1).withMu(Double.NaN), "mu [NaN]");
    refused(() -> MaskProblem.of(BLOCKS, 3, 2, null, 1, 1, 1), "objective");
  }

  @Test
  void shouldNameTheValueThatIsNotFinite() {
    float[] blocks = BLOCKS.clone();
    blocks[3] = Float.NaN;
    refused(() -> of(blocks, 3, 2, 1, 1, 1), "block [1]", "[NaN]", "place [1]");
    blocks[3] = Float.NEGATIVE_INFINITY;
    refused(() -> of(blocks, 3, 2, 1, 1, 1), "block [1]", "[-Infinity]", "place [1]");
  }

  @Test
  void shouldRefuseASolutionWhoseBoundIsAboveItsEnergy() {
    refused(
        () -> new Solution<>(Mask.of(3), 1, OptionalDouble.of(2), "sa", 0, 0),
        "[2.0]",
        "[1.0]",
        "[sa]");
  }

  @Test
  void shouldListTheSolversWhenAskedForAnUnknownOne() {
    refused(() -> Solvers.forMasks("magic"), "[magic]", "greedy");
    assertThat(Solvers.forMasks("greedy").name()).isEqualTo("greedy");
  }
}
