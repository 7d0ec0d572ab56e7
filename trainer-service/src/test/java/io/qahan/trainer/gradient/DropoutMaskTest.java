package io.qahan.trainer.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class DropoutMaskTest {
  private static float[] ones(int count) {
    float[] values = new float[count];
    Arrays.fill(values, 1);
    return values;
  }

  @Property(tries = 50)
  void shouldKeepTheMeanAndDropTheGivenShare(
      @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 0.9) double rate) {
    float[] values = ones(100_000);
    new DropoutMask(rate, seed).apply(3, values);
    double sum = 0;
    int dropped = 0;
    for (float value : values) {
      sum += value;
      dropped += value == 0 ? 1 : 0;
    }
    assertThat(dropped / 1e5).isCloseTo(rate, within(0.01));
    assertThat(sum / 1e5).isCloseTo(1, within(0.05));
  }

  @Test
  void shouldDrawTheSameMaskAgainForTheSameSeedAndStep() {
    float[] first = ones(64);
    float[] again = ones(64);
    float[] next = ones(64);
    float[] otherSeed = ones(64);
    new DropoutMask(0.5, 1).apply(7, first);
    new DropoutMask(0.5, 1).apply(7, again);
    new DropoutMask(0.5, 1).apply(8, next);
    new DropoutMask(0.5, 2).apply(7, otherSeed);
    assertThat(again).isEqualTo(first);
    assertThat(next).isNotEqualTo(first);
    assertThat(otherSeed).isNotEqualTo(first);
  }

  @Test
  void shouldRefuseARateThatDropsEverything() {
    assertThatThrownBy(() -> new DropoutMask(1, 1)).hasMessageContaining("[1.0]");
  }
}
