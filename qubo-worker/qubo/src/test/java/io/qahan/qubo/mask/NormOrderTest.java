package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NormOrderTest {
  @Property
  void shouldOrderAsManyAsAskedForByFallingNormThenByBlock(
      @ForAll @IntRange(min = 1, max = 700) int n,
      @ForAll @IntRange(min = 1, max = 3) int d,
      @ForAll @IntRange(max = 800) int atLeast,
      @ForAll @IntRange(max = 3) int kind,
      @ForAll long seed) {
    MaskProblem problem =
        MaskProblem.of(blocks(n * d, kind, new Random(seed)), n, d, Objective.SALIENT, 1, 1, 0);
    NormOrder order = new NormOrder(problem);
    order.reach(atLeast);
    assertThat(order.size()).isBetween(Math.min(atLeast, n), n);
    check(order, problem);
    order.reach(n);
    assertThat(order.size()).isEqualTo(n);
    check(order, problem);
  }

  @Example
  void shouldTellNormsApartThatDifferInTheirLastBits() {
    float[] blocks = new float[4096];
    for (int a = 0; a < blocks.length; a++) {
      blocks[a] = Float.intBitsToFloat(Float.floatToRawIntBits(1f) + a % 7);
    }
    MaskProblem problem = MaskProblem.of(blocks, blocks.length, 1, Objective.SALIENT, 1, 1, 0);
    NormOrder order = new NormOrder(problem);
    order.reach(1);
    check(order, problem);
  }

  private static void check(NormOrder order, MaskProblem problem) {
    double[] norms = problem.squaredNorms();
    List<Integer> expected =
        IntStream.range(0, norms.length)
            .boxed()
            .sorted(Comparator.<Integer>comparingDouble(a -> norms[a]).reversed())
            .limit(order.size())
            .toList();
    assertThat(IntStream.range(0, order.size()).mapToObj(order::block).toList())
        .isEqualTo(expected);
    assertThat(IntStream.range(0, order.size()).mapToObj(order::norm).toList())
        .isEqualTo(expected.stream().map(a -> Math.sqrt(norms[a])).toList());
  }

  /** Normal numbers; behind a rectifier; few that many share; of every magnitude. */
  private static float[] blocks(int length, int kind, Random random) {
    float[] blocks = new float[length];
    for (int i = 0; i < length; i++) {
      float value = (float) random.nextGaussian();
      blocks[i] =
          switch (kind) {
            case 0 -> value;
            case 1 -> Math.max(0, value);
            case 2 -> random.nextInt(3);
            default -> value * (float) Math.pow(10, random.nextInt(60) - 30);
          };
    }
    return blocks;
  }
}
