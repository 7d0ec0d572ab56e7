package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DWaveBenchTest {
  @Test
  @Timeout(120)
  void shouldKeepManyProblemsInFlightOnFewThreads() {
    assertThat(FlightTiming.rows())
        .satisfiesExactly(
            rate -> assertThat(rate.value()).isPositive(),
            threads -> assertThat(threads.value()).isBetween(1.0, 19.0));
  }

  @Test
  void shouldFindTheCliqueOfAChipThatLacksQubits() {
    assertThat(EmbeddingTiming.rows("zephyr:3", 40))
        .extracting(DWaveRow::what)
        .satisfiesExactly(
            whole -> assertThat(whole).startsWith("K_40 on zephyr:3"),
            cached -> assertThat(cached).contains("cache"),
            damaged -> assertThat(damaged).containsPattern("K_40 refused and K_[1-3][0-9] found"));
  }
}
