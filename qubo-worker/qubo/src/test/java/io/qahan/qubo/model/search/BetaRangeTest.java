package io.qahan.qubo.model.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.RandomModels;
import io.qahan.qubo.model.Vartype;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BetaRangeTest {
  private static BinaryQuadraticModel chain() {
    return BinaryQuadraticModel.builder(Vartype.SPIN, 3)
        .addLinear(0, 0.5)
        .addQuadratic(0, 1, -2)
        .addQuadratic(1, 2, 3)
        .build();
  }

  @Test
  void shouldReadScalesAndLeastCostOffTheBiases() {
    BetaRange range = BetaRange.of(chain());
    assertThat(range.hot()).isCloseTo(1 / (0.5 * 2 * Math.sqrt(4 + 9)), within(1e-12));
    assertThat(range.cold()).isCloseTo(Math.log(10) / 1, within(1e-12));
    assertThat(range.freezing()).isEqualTo(range.cold());
    BetaRange dense = BetaRange.of(RandomModels.spinGlass(400, 1, 3));
    assertThat(dense.freezing()).isCloseTo(1 / (0.025 * 2 * Math.sqrt(399)), within(1e-12));
    assertThat(dense.cold()).isCloseTo(Math.log(10 * 400) / 2, within(1e-12));
  }

  @Test
  void shouldRiseToTheColdEnd() {
    BetaRange range = new BetaRange(0.1, 3, 8);
    assertThat(range.beta(949, 1000)).isCloseTo(3, within(1e-9));
    assertThat(range.beta(999, 1000)).isCloseTo(8, within(1e-9));
    assertThat(range.beta(0, 1)).isCloseTo(8, within(1e-9));
    for (int sweep = 1; sweep < 1000; sweep++) {
      assertThat(range.beta(sweep, 1000)).isGreaterThan(range.beta(sweep - 1, 1000));
    }
  }

  @Test
  void shouldStayFiniteWithBiasesOfEverySize() {
    BetaRange range =
        BetaRange.of(
            BinaryQuadraticModel.builder(Vartype.SPIN, 2)
                .addLinear(0, 1e300)
                .addLinear(1, Double.MIN_VALUE)
                .build());
    assertThat(range.beta(0, 10)).isPositive().isFinite();
    assertThat(range.beta(9, 10)).isPositive().isFinite();
  }

  @Property(tries = 200)
  void shouldBeTheSameForAModelInEitherVartype(@ForAll long seed) {
    BinaryQuadraticModel spins = RandomModels.any(20, seed).toVartype(Vartype.SPIN);
    BetaRange range = BetaRange.of(spins);
    BetaRange ofBits = BetaRange.of(spins.toVartype(Vartype.BINARY));
    assertThat(ofBits.hot()).isCloseTo(range.hot(), within(1e-9 * range.hot()));
  }

  @Test
  void shouldHaveSomeTemperatureWithoutAnyBias() {
    BetaRange range = BetaRange.of(BinaryQuadraticModel.builder(Vartype.SPIN, 3).build());
    assertThat(range).isEqualTo(new BetaRange(1, 1, 1));
  }
}
