package io.qahan.dwave.chip;

import static io.qahan.dwave.clique.RandomModels.CHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.dwave.clique.RandomModels;
import io.qahan.dwave.graph.Pegasus;
import io.qahan.dwave.graph.WorkingGraph;
import io.qahan.dwave.graph.Zephyr;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AnnealerRangesTest {
  private static final WorkingGraph PEGASUS = new Pegasus(3).fullYield();

  private static PhysicalProblem problem(WorkingGraph graph, double h, double j) {
    double[] linear = new double[graph.qubitCount()];
    double[] quadratic = new double[graph.couplerCount()];
    linear[0] = h;
    quadratic[0] = j;
    return new PhysicalProblem(graph, linear, quadratic, 0);
  }

  /** All couplers alike: a qubit of Pegasus has 15 of them at most, a Zephyr group 10. */
  private static PhysicalProblem uniform(WorkingGraph graph, double j) {
    double[] quadratic = new double[graph.couplerCount()];
    Arrays.fill(quadratic, j);
    return new PhysicalProblem(graph, new double[graph.qubitCount()], quadratic, 0);
  }

  @Test
  void shouldDivideByWhatIsFurthestBeyondItsRange() {
    assertThat(AnnealerRanges.PEGASUS.factor(problem(PEGASUS, 6, 0))).isEqualTo(1.5);
    assertThat(AnnealerRanges.PEGASUS.factor(problem(PEGASUS, -2, 0))).isEqualTo(0.5);
    assertThat(AnnealerRanges.PEGASUS.factor(problem(PEGASUS, 0, 3))).isEqualTo(3);
    assertThat(AnnealerRanges.PEGASUS.factor(problem(PEGASUS, 0, -3))).isEqualTo(1.5);
    assertThat(AnnealerRanges.PEGASUS.factor(problem(PEGASUS, 6, -3.5))).isEqualTo(1.75);
    assertThat(AnnealerRanges.PEGASUS.factor(problem(PEGASUS, 0, 0))).isOne();
  }

  @Test
  void shouldKeepTheSumsOfAQubitsCouplings() {
    int degree = Arrays.stream(PEGASUS.qubits()).map(PEGASUS::degree).max().orElseThrow();
    assertThat(AnnealerRanges.PEGASUS.factor(uniform(PEGASUS, -2)))
        .isCloseTo(2.0 * degree / 18, within(1e-12));
    assertThat(AnnealerRanges.PEGASUS.factor(uniform(PEGASUS, 2))).isEqualTo(2);
  }

  @Test
  void shouldKeepTheSumsOfEachGroupOfCouplings() {
    WorkingGraph zephyr = new Zephyr(3, 4).fullYield();
    assertThat(AnnealerRanges.ZEPHYR.factor(uniform(zephyr, -2)))
        .isCloseTo(2.0 * 10 / 13, within(1e-12));
    assertThat(AnnealerRanges.ZEPHYR.factor(uniform(zephyr, 1))).isEqualTo(1);
  }

  @Property(tries = 100)
  void shouldFillTheRangesAndNotLeaveThem(@ForAll long seed) {
    Random random = new Random(seed);
    double scale = Math.exp(random.nextDouble(-8, 8));
    PhysicalProblem problem =
        uniform(CHIP, 1)
            .map(h -> random.nextGaussian() * scale, j -> random.nextGaussian() * scale, 1);
    PhysicalProblem fitted = AnnealerRanges.ZEPHYR.fit(problem);
    for (int i = 0; i < CHIP.qubitCount(); i++) {
      assertThat(fitted.linear(i)).isBetween(-4.0, 4.0);
    }
    for (int c = 0; c < CHIP.couplerCount(); c++) {
      assertThat(fitted.quadratic(c)).isBetween(-2.0, 1.0);
    }
    assertThat(AnnealerRanges.ZEPHYR.factor(fitted)).isCloseTo(1, within(1e-9));
    byte[] spins = RandomModels.read(CHIP, random);
    double factor = AnnealerRanges.ZEPHYR.factor(problem);
    assertThat(fitted.energy(spins) * factor)
        .isCloseTo(problem.energy(spins), within(1e-9 * factor * CHIP.couplerCount()));
  }

  @Test
  void shouldRefuseRangesWithoutZero() {
    assertThatThrownBy(() -> new Range(0, 1)).hasMessageContaining("[0.0, 1.0]");
    assertThatThrownBy(() -> new Range(-1, Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Range(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
