package io.qahan.dwave.chip;

import static io.qahan.dwave.clique.RandomModels.CHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.dwave.clique.CliqueSearch;
import io.qahan.dwave.clique.Embedding;
import io.qahan.dwave.clique.RandomModels;
import io.qahan.qubo.model.Vartype;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SpinReversalTest {
  private static final Embedding CLIQUE = new CliqueSearch(CHIP, 1).find(12);

  private static PhysicalProblem problem(long seed) {
    return EmbeddedModel.of(
            RandomModels.model(Vartype.SPIN, 12, 0.7, seed), CLIQUE, CHIP, ChainStrength.fixed(2))
        .problem();
  }

  private static SpinReversal reversal(boolean perVariable, long seed) {
    Random random = new Random(seed);
    return perVariable
        ? SpinReversal.perVariable(CLIQUE, CHIP, random)
        : SpinReversal.perQubit(CHIP, random);
  }

  @Property(tries = 100)
  void shouldKeepEveryEnergy(@ForAll long seed, @ForAll boolean perVariable) {
    PhysicalProblem problem = problem(seed);
    SpinReversal reversal = reversal(perVariable, seed);
    byte[] spins = RandomModels.read(CHIP, new Random(seed + 1));
    assertThat(reversal.apply(problem).energy(reversal.apply(spins)))
        .isCloseTo(problem.energy(spins), within(1e-9));
  }

  @Property(tries = 100)
  void shouldBeUndoneByItself(@ForAll long seed, @ForAll boolean perVariable) {
    PhysicalProblem problem = problem(seed);
    SpinReversal reversal = reversal(perVariable, seed);
    byte[] spins = RandomModels.read(CHIP, new Random(seed));
    assertThat(reversal.apply(reversal.apply(spins))).isEqualTo(spins);
    PhysicalProblem back = reversal.apply(reversal.apply(problem));
    for (int i = 0; i < CHIP.qubitCount(); i++) {
      assertThat(Double.compare(back.linear(i), problem.linear(i))).isZero();
    }
    for (int c = 0; c < CHIP.couplerCount(); c++) {
      assertThat(back.quadratic(c)).isEqualTo(problem.quadratic(c));
    }
  }

  @Property(tries = 100)
  void shouldLeaveChainsAloneWhenItTurnsWholeVariables(@ForAll long seed) {
    PhysicalProblem problem = problem(seed);
    PhysicalProblem turned = reversal(true, seed).apply(problem);
    for (int c = 0; c < CHIP.couplerCount(); c++) {
      if (problem.quadratic(c) == -2) {
        assertThat(turned.quadratic(c)).isEqualTo(-2);
      }
      assertThat(Math.abs(turned.quadratic(c))).isEqualTo(Math.abs(problem.quadratic(c)));
    }
  }

  @Test
  void shouldTurnSomeVariables() { // one seed in two thousand turns none, or all
    PhysicalProblem problem = problem(1);
    PhysicalProblem turned = reversal(true, 1).apply(problem);

    assertThat(IntStream.range(0, CHIP.couplerCount()))
        .anyMatch(c -> turned.quadratic(c) != problem.quadratic(c));
  }
}
