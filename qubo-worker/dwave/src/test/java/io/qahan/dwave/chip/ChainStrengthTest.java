package io.qahan.dwave.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.BqmBuilder;
import io.qahan.qubo.model.Vartype;
import org.junit.jupiter.api.Test;

class ChainStrengthTest {
  private static final ChainStrength TORQUE =
      ChainStrength.uniformTorque(ChainStrength.TORQUE_PREFACTOR);

  private static BqmBuilder spins(int n) {
    return BinaryQuadraticModel.builder(Vartype.SPIN, n);
  }

  @Test
  void shouldCompensateTheTorqueOfTheCouplings() {
    BinaryQuadraticModel triangle =
        spins(3).addQuadratic(0, 1, 1).addQuadratic(1, 2, 1).addQuadratic(0, 2, 1).build();
    assertThat(TORQUE.of(triangle)).isCloseTo(1.9996979771955565, within(1e-14));
    BinaryQuadraticModel uneven =
        spins(4)
            .addQuadratic(0, 1, -2)
            .addQuadratic(1, 2, 0.5)
            .addQuadratic(0, 2, 1)
            .addQuadratic(2, 3, 3)
            .build();
    assertThat(TORQUE.of(uneven)).isCloseTo(3.7743471620930684, within(1e-14));
  }

  @Test
  void shouldTakeTheCouplingsOfTheIsingForm() {
    BqmBuilder builder = BinaryQuadraticModel.builder(Vartype.BINARY, 5);
    for (int u = 0; u < 5; u++) {
      builder.addLinear(u, 1);
      for (int v = 0; v < u; v++) {
        builder.addQuadratic(u, v, 1);
      }
    }
    BinaryQuadraticModel model = builder.build();
    assertThat(TORQUE.of(model.toVartype(Vartype.SPIN))).isCloseTo(0.707, within(1e-12));
    assertThatThrownBy(() -> TORQUE.of(model))
        .hasMessageContaining("[BINARY]")
        .hasMessageContaining("toVartype");
  }

  @Test
  void shouldCountCouplingsOfZero() {
    BinaryQuadraticModel model = spins(3).addQuadratic(0, 1, 2).addQuadratic(1, 2, 0).build();
    // rms(J) = sqrt(4 / 2), mean degree 4 / 3
    assertThat(TORQUE.of(model)).isCloseTo(1.414 * Math.sqrt(2 * 4 / 3.0), within(1e-12));
  }

  @Test
  void shouldBeOneWhereNothingInteracts() {
    assertThat(TORQUE.of(spins(3).addLinear(0, 5).build())).isOne();
    assertThat(TORQUE.of(spins(2).addQuadratic(0, 1, 0).build())).isOne();
    assertThat(ChainStrength.scaled(1).of(spins(3).build())).isOne();
  }

  @Test
  void shouldScaleWithTheLargestBias() {
    BinaryQuadraticModel model = spins(2).addLinear(0, -5).addQuadratic(0, 1, 3).build();
    assertThat(ChainStrength.scaled(1.5).of(model)).isEqualTo(7.5);
    assertThat(ChainStrength.fixed(4).of(model)).isEqualTo(4);
  }

  @Test
  void shouldRefuseStrengthsThatAreNone() {
    assertThatThrownBy(() -> ChainStrength.fixed(0)).hasMessageContaining("[0.0]");
    assertThatThrownBy(() -> ChainStrength.uniformTorque(-1)).hasMessageContaining("[-1.0]");
    assertThatThrownBy(() -> ChainStrength.scaled(Double.NaN)).hasMessageContaining("[NaN]");
  }
}
