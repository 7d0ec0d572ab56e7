package io.qahan.qubo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MaskRowsTest {
  private static MaskProblem problem(int n, int d, long seed) {
    Random random = new Random(seed);
    float[] blocks = new float[n * d];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (float) random.nextGaussian();
    }
    Objective objective = random.nextBoolean() ? Objective.SALIENT : Objective.LITERAL;
    double lambda1 = random.nextInt(3) * 0.7;
    double lambda2 = random.nextInt(3) * 0.9;
    return MaskProblem.of(blocks, n, d, objective, lambda1, lambda2, random.nextInt(n + 1));
  }

  @Property(tries = 300)
  void shouldGiveEveryMaskItsEnergy(@ForAll long seed) {
    Random random = new Random(seed);
    int n = 1 + random.nextInt(9);
    MaskProblem problem = problem(n, 1 + random.nextInt(5), seed);
    BinaryQuadraticModel model = BinaryQuadraticModel.copyOf(new MaskRows(problem));
    for (int bits = 0; bits < 1 << n; bits++) {
      byte[] bytes = {(byte) bits, (byte) (bits >>> 8)};
      Mask mask = Mask.fromBytes(n > 8 ? bytes : new byte[] {(byte) bits}, n);
      assertThat(model.energy(RandomModels.numbered(model, bits)))
          .isCloseTo(problem.energy(mask), within(1e-12 * (1 + 3 * n * n)));
    }
  }

  @Test
  void shouldWriteTheSameBiasInBothRowsOfAPair() {
    MaskRows rows = new MaskRows(problem(40, 7, 3));
    BinaryQuadraticModel model = BinaryQuadraticModel.copyOf(rows);
    assertThat(model.interactions()).isEqualTo(40 * 39 / 2);
    for (int a = 0; a < 40; a++) {
      for (int b = 0; b < a; b++) {
        assertThat(model.quadratic(a, b)).isEqualTo(model.quadratic(b, a));
      }
    }
  }
}
