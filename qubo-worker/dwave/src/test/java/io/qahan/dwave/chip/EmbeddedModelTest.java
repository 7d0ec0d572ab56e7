package io.qahan.dwave.chip;

import static io.qahan.dwave.clique.RandomModels.CHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.dwave.clique.CliqueSearch;
import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.clique.RandomModels;
import io.qahan.dwave.graph.Chimera;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.qubo.model.BinaryQuadraticModel;
import io.qahan.qubo.model.Sample;
import io.qahan.qubo.model.Vartype;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EmbeddedModelTest {
  private static final ChainStrength TORQUE =
      ChainStrength.uniformTorque(ChainStrength.TORQUE_PREFACTOR);
  private static final Embedding CLIQUE = new CliqueSearch(CHIP, 1).find(16);

  @Property(tries = 200)
  void shouldKeepTheEnergyOfUnbrokenChains(
      @ForAll long seed,
      @ForAll Vartype vartype,
      @ForAll @IntRange(min = 1, max = 16) int n,
      @ForAll @DoubleRange(min = 0, max = 1) double density) {
    BinaryQuadraticModel model = RandomModels.model(vartype, n, density, seed);
    EmbeddedModel embedded = EmbeddedModel.of(model, CLIQUE, CHIP, TORQUE);
    Sample sample = RandomModels.sample(vartype, n, new Random(seed));
    double energy = embedded.problem().energy(RandomModels.unbroken(sample, CLIQUE, CHIP));
    assertThat(energy).isCloseTo(model.energy(sample), within(1e-9));
    PhysicalProblem fitted = AnnealerRanges.ZEPHYR.fit(embedded.problem());
    double factor = AnnealerRanges.ZEPHYR.factor(embedded.problem());
    assertThat(factor * fitted.energy(RandomModels.unbroken(sample, CLIQUE, CHIP)))
        .isCloseTo(model.energy(sample), within(1e-9));
  }

  @Property(tries = 100)
  void shouldPutAPriceOnEveryBrokenCoupler(@ForAll long seed) {
    BinaryQuadraticModel free = BinaryQuadraticModel.builder(Vartype.SPIN, 16).build();
    EmbeddedModel embedded = EmbeddedModel.of(free, CLIQUE, CHIP, ChainStrength.fixed(1.5));
    byte[] spins = RandomModels.read(CHIP, new Random(seed));
    int broken = 0;
    for (int v = 0; v < 16; v++) {
      int[] chain = CLIQUE.chain(v);
      for (int a : chain) {
        for (int b : chain) {
          broken += a < b && CHIP.coupled(a, b) && spins[a] != spins[b] ? 1 : 0;
        }
      }
    }
    assertThat(embedded.problem().energy(spins)).isCloseTo(2 * 1.5 * broken, within(1e-9));
  }

  @Test
  void shouldSplitBiasesEquallyOverChainsAndAllCouplers() {
    WorkingGraph cell = new Chimera(1, 1, 2).fullYield();
    BinaryQuadraticModel model =
        BinaryQuadraticModel.builder(Vartype.SPIN, 2)
            .addLinear(0, 3)
            .addLinear(1, -1)
            .addQuadratic(0, 1, 0.5)
            .build();
    EmbeddedModel embedded =
        EmbeddedModel.of(
            model, Embedding.of(new int[][] {{0, 2}, {1, 3}}), cell, ChainStrength.fixed(2));
    PhysicalProblem problem = embedded.problem();
    assertThat(problem.activeQubits()).isEqualTo(4);
    assertThat(problem.linear(0)).isEqualTo(1.5);
    assertThat(problem.linear(1)).isEqualTo(-0.5);
    assertThat(problem.quadratic(cell.coupler(0, 2))).isEqualTo(-2);
    assertThat(problem.quadratic(cell.coupler(1, 3))).isEqualTo(-2);
    assertThat(problem.quadratic(cell.coupler(0, 3))).isEqualTo(0.25);
    assertThat(problem.quadratic(cell.coupler(1, 2))).isEqualTo(0.25);
    assertThat(problem.offset()).isEqualTo(4);
  }

  @Test
  void shouldLeaveOtherQubitsOut() {
    BinaryQuadraticModel model = RandomModels.model(Vartype.BINARY, 5, 1, 1);
    PhysicalProblem problem = EmbeddedModel.of(model, CLIQUE, CHIP, TORQUE).problem();
    int active = 0;
    for (int v = 0; v < 5; v++) {
      active += CLIQUE.chain(v).length;
    }
    assertThat(problem.activeQubits()).isEqualTo(active);
    for (int c = 0; c < CHIP.couplerCount(); c++) {
      boolean inside =
          problem.isActive(CHIP.position(CHIP.from(c)))
              && problem.isActive(CHIP.position(CHIP.to(c)));
      assertThat(inside || problem.quadratic(c) == 0).isTrue();
    }
  }

  @Test
  void shouldSayWhatDoesNotFit() {
    WorkingGraph cell = new Chimera(1, 1, 2).fullYield();
    BinaryQuadraticModel pair = RandomModels.model(Vartype.SPIN, 2, 1, 1);
    assertThatThrownBy(
            () -> EmbeddedModel.of(pair, Embedding.of(new int[][] {{0}, {1}}), cell, TORQUE))
        .hasMessageContaining("[0] and [1] interact");
    assertThatThrownBy(() -> EmbeddedModel.of(pair, Embedding.of(new int[][] {{0}}), cell, TORQUE))
        .hasMessageContaining("[2] variables")
        .hasMessageContaining("[1] chains");
    assertThatThrownBy(
            () -> EmbeddedModel.of(pair, Embedding.of(new int[][] {{0}, {9}}), cell, TORQUE))
        .hasMessageContaining("qubit [9]");
    BinaryQuadraticModel uncoupled =
        BinaryQuadraticModel.builder(Vartype.SPIN, 2).addQuadratic(0, 1, 0).build();
    assertThat(
            EmbeddedModel.of(uncoupled, Embedding.of(new int[][] {{0}, {1}}), cell, TORQUE)
                .problem()
                .activeQubits())
        .isEqualTo(2);
  }
}
