package io.qahan.deploy.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessorTimesTest {
  @Test
  void shouldShareOutWhatWasSpentSince() {
    ProcessorTimes before = new ProcessorTimes(Map.of("broker", 1_000.0, "ingest", 500.0));
    ProcessorTimes after =
        new ProcessorTimes(Map.of("broker", 1_200.0, "ingest", 900.0, "worker", 50.0));

    assertThat(after.since(before, 100))
        .containsExactly(
            Map.entry("broker", 2.0), Map.entry("ingest", 4.0), Map.entry("worker", 0.5));
  }
}
