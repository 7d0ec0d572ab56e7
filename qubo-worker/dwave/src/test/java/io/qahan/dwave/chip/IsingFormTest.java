package io.qahan.dwave.chip;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Vartype;
import org.junit.jupiter.api.Test;

/** The conversions that chains and their strength rest on, with x = (1 + s) / 2. */
class IsingFormTest {
  @Test
  void shouldTurnAQuboIntoItsIsingForm() {
    BinaryQuadraticModel spins =
        BinaryQuadraticModel.builder(Vartype.BINARY, 4)
            .addLinear(0, 2)
            .addLinear(1, 1.5)
            .addLinear(2, -0.5)
            .addLinear(3, -1)
            .addQuadratic(0, 1, 2)
            .addQuadratic(0, 2, 1.5)
            .addQuadratic(0, 3, 2)
            .build()
            .toVartype(Vartype.SPIN);
    assertThat(spins.linear()).containsExactly(2.375, 1.25, 0.125, 0);
    assertThat(spins.quadratic(0, 1)).isEqualTo(0.5);
    assertThat(spins.quadratic(0, 2)).isEqualTo(0.375);
    assertThat(spins.quadratic(0, 3)).isEqualTo(0.5);
    assertThat(spins.offset()).isEqualTo(2.375);
  }

  @Test
  void shouldTurnAnIsingProblemIntoItsQubo() {
    BinaryQuadraticModel bits =
        BinaryQuadraticModel.builder(Vartype.SPIN, 2)
            .addOffset(0.25)
            .addLinear(0, 0.5)
            .addLinear(1, -1)
            .addQuadratic(0, 1, 2)
            .build()
            .toVartype(Vartype.BINARY);
    assertThat(bits.linear()).containsExactly(-3, -6);
    assertThat(bits.quadratic(0, 1)).isEqualTo(8);
    assertThat(bits.offset()).isEqualTo(2.75);
  }
}
