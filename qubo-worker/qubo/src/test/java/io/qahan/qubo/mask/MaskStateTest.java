package io.qahan.qubo.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MaskStateTest {
  @Property
  void shouldPriceAFlipAsTheDifferenceOfEnergies(@ForAll long seed) {
    MaskProblem problem = RandomProblems.any(30, 8, seed);
    MaskState state = randomState(problem, seed);
    for (int a = 0; a < problem.n(); a++) {
      double before = DenseEnergy.of(problem, state.mask());
      double delta = state.flipDelta(a);
      state.flip(a);
      assertThat(delta)
          .isCloseTo(DenseEnergy.of(problem, state.mask()) - before, within(tolerance(problem)));
    }
  }

  @Property
  void shouldPriceAnExchangeAsTheDifferenceOfEnergies(@ForAll long seed) {
    MaskProblem problem = RandomProblems.any(12, 8, seed);
    MaskState state = randomState(problem, seed);
    for (int off = 0; off < problem.n(); off++) {
      for (int on = 0; on < problem.n(); on++) {
        if (state.keeps(off) && !state.keeps(on)) {
          double before = DenseEnergy.of(problem, state.mask());
          int count = state.count();
          double delta = state.exchangeDelta(off, on);
          state.exchange(off, on);
          assertThat(delta)
              .isCloseTo(
                  DenseEnergy.of(problem, state.mask()) - before, within(tolerance(problem)));
          assertThat(state.count()).isEqualTo(count);
        }
      }
    }
  }

  @Property
  void shouldKnowItsEnergyAfterAnyFlips(@ForAll long seed) {
    MaskProblem problem = RandomProblems.any(30, 8, seed);
    MaskState state = randomState(problem, seed);
    Mask mask = state.mask();
    assertThat(state.count()).isEqualTo(mask.count());
    assertThat(state.energy()).isCloseTo(DenseEnergy.of(problem, mask), within(tolerance(problem)));
    assertThat(problem.energy(mask)).isCloseTo(state.energy(), within(tolerance(problem)));
    state.reset(mask);
    assertThat(state.mask()).isEqualTo(mask);
    state.clear();
    assertThat(state.mask()).isEqualTo(Mask.of(problem.n()));
    assertThat(state.attentionEnergy()).isZero();
  }

  @Test
  void shouldRefuseAMaskOfAnotherSize() {
    MaskState state = new MaskState(RandomProblems.any(5, 1, 0));
    assertThatThrownBy(() -> state.reset(Mask.of(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[99]");
  }

  @Test
  void shouldCountNeighboursInRowsAndColumns() {
    MaskProblem problem =
        RandomProblems.gaussian(Objective.SALIENT, 12, 1, 4, true, 1).withColumns(4);
    MaskState state = new MaskState(problem);
    state.reset(Mask.of(12, 1, 3, 4, 6, 9));
    assertThat(state.neighbours(5)).isEqualTo(4);
    assertThat(state.pairs()).isZero(); // 3 ends a row, 4 begins the next
    state.flip(5);
    assertThat(state.pairs()).isEqualTo(4);
    assertThat(problem.areNeighbours(3, 4)).isFalse();
    assertThat(problem.areNeighbours(7, 3)).isTrue();
    assertThat(problem.areNeighbours(5, 5)).isFalse();
  }

  @Test
  void shouldRefuseColumnsThatMakeNoGrid() {
    MaskProblem problem = RandomProblems.gaussian(Objective.SALIENT, 12, 1, 4, true, 1);
    for (int columns : new int[] {0, -3, 5, 13, 24}) {
      assertThatThrownBy(() -> problem.withColumns(columns))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[" + columns + "] columns");
    }
  }

  private static MaskState randomState(MaskProblem problem, long seed) {
    MaskState state = new MaskState(problem);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 3 * problem.n(); i++) {
      state.flip(random.nextInt(problem.n()));
    }
    return state;
  }

  private static double tolerance(MaskProblem problem) {
    return 1e-9 * (1 + problem.lambda1() * problem.n() * problem.n() + problem.mu() * 1e3);
  }
}
