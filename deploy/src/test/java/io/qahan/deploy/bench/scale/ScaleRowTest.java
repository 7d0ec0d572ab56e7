package io.qahan.deploy.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.bench.scale.ScaleRow.Repeat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScaleRowTest {
  private static Repeat repeat(int answered, int duplicates, double ingestMs) {
    return new Repeat(
        100,
        answered,
        duplicates,
        3,
        0,
        45.2,
        99.9,
        Map.of("broker", 1.0, "ingest", ingestMs, "worker", 0.5, "trainer", 0.25));
  }

  private static ScaleRow row(Repeat... repeats) {
    return new ScaleRow(
        new ClusterSize(2, 1, 4, new ClusterSize.Brokers(3, 1)),
        50,
        true,
        List.of(repeats),
        Map.of("broker", 2.0, "ingest", 1.5),
        Map.of("broker", 400, "ingest", 700, "worker", 200, "trainer", 650),
        Map.of("images", 300.0, "predictions", 400.0));
  }

  @Test
  void shouldSayWhatTheMiddleRepeatCost() {
    assertThat(row(repeat(100, 0, 4), repeat(100, 0, 1), repeat(100, 0, 2)).line())
        .isEqualTo(
            "| 2 | 1 | 4 | 3x1 | 50 | 3.75 (2.75 to 5.75) | 1.00 | 2.00 | 0.50 | 0.25 | 300, 0, 9"
                + " | 45, 100 | 700 | 3.5 | 400, 700, 200, 650 |");
  }

  @Test
  void shouldHaveAsManyCellsAsHeadings() {
    assertThat(row(repeat(100, 0, 1)).line().chars().filter(c -> c == '|').count())
        .isEqualTo(ScaleRow.HEADINGS.get(0).chars().filter(c -> c == '|').count())
        .isEqualTo(ScaleRow.HEADINGS.get(1).chars().filter(c -> c == '|').count());
  }

  @Test
  void shouldNotBeSoundWhereAnImageIsMissingOrAnsweredTwice() {
    assertThat(row(repeat(100, 0, 1)).sound()).isTrue();
    assertThat(row(repeat(100, 0, 1), repeat(99, 0, 1)).sound()).isFalse();
    assertThat(row(repeat(100, 1, 1)).sound()).isFalse();
  }
}
