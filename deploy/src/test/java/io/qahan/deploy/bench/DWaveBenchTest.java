package io.qahan.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DWaveBenchTest {
  @Test
  @Timeout(120)
  void shouldKeepManyProblemsInFlightOnFewThreads() {
    long begin = System.nanoTime();
    List<DWaveRow> rows = FlightTiming.rows();
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertThat(rows)
        .satisfiesExactly(
            rate -> { // the round that counts took no longer than all of them
              assertThat(rate.what()).startsWith("200 problems in flight, 10 reads each");
              assertThat(200 / rate.value()).isBetween(0.0, seconds);
            },
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
