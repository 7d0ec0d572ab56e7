package io.qahan.trainer.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {
  /** Two-sided binomial tests at one half, reckoned by hand: 2 (C(n,0) + ... + C(n,min)) / 2^n. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "5, 5, 1",
    "1, 0, 1",
    "10, 0, 0.001953125",
    "0, 10, 0.001953125",
    "1, 9, 0.021484375",
    "2, 8, 0.109375"
  })
  void shouldBeTheExactTest(long one, long other, double chance) {
    assertThat(McNemar.chance(one, other)).isCloseTo(chance, within(1e-12));
  }

  @Test
  void shouldHoldForAsManyImagesAsAStreamHas() {
    assertThat(McNemar.chance(500_000, 500_000)).isEqualTo(1);
    // The normal approximation with continuity correction: z = 999 / 1000.
    assertThat(McNemar.chance(500_500, 499_500)).isCloseTo(0.3178, within(1e-3));
    assertThat(McNemar.chance(600_000, 400_000)).isZero();
  }
}
