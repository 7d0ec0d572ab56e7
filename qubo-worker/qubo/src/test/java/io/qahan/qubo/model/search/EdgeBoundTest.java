package io.qahan.qubo.model.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.LeastEnergy;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Vartype;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EdgeBoundTest {
  @Property(tries = 1000)
  void shouldNeverBeAboveTheLeastEnergyNorBelowTheSumOfNegativeParts(@ForAll long seed) {
    BinaryQuadraticModel model = RandomModels.any(11, seed);
    assertThat(model.offset() + EdgeBound.of(model)).isLessThanOrEqualTo(LeastEnergy.of(model));
    assertThat(EdgeBound.of(model)).isGreaterThanOrEqualTo(negativeParts(model) - 1e-9);
  }

  private static double negativeParts(BinaryQuadraticModel model) {
    boolean spin = model.vartype() == Vartype.SPIN;
    double sum = 0;
    for (int v = 0; v < model.variables(); v++) {
      sum += spin ? -Math.abs(model.linear(v)) : Math.min(0, model.linear(v));
      for (int u = 0; u < v; u++) {
        double bias = model.quadratic(u, v);
        sum += spin ? -Math.abs(bias) : Math.min(0, bias);
      }
    }
    return sum;
  }

  @Test
  void shouldBeTheLeastEnergyWherePairsDoNotMeet() {
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.BINARY, 5)
            .addLinear(0, -1)
            .addLinear(1, -2)
            .addQuadratic(0, 1, 4)
            .addLinear(2, 3)
            .addQuadratic(2, 3, -5)
            .addLinear(4, -7)
            .build();
    assertThat(EdgeBound.of(model)).isCloseTo(-2 - 2 - 7, within(1e-9));
  }
}
