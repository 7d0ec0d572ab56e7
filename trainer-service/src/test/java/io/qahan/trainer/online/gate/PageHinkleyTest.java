package io.qahan.trainer.online.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.qahan.trainer.settings.DriftDetection;
import org.junit.jupiter.api.Test;

/** What is its own; the rest is in {@link DriftDetectorTest}. */
class PageHinkleyTest {
  private static final DriftOptions OPTIONS =
      new DriftOptions(DriftDetection.PAGE_HINKLEY, 0.002, 0.5, 100, 4, 1_000);

  @Test
  void shouldComputeTheStatisticOfTheDefinition() {
    PageHinkley test = new PageHinkley(OPTIONS);
    boolean[] passedOver = {true, true, true, true};
    boolean[] firstMean = {true, false, false, false};
    for (boolean wrong : passedOver) {
      test.add(wrong);
    }
    for (boolean wrong : firstMean) {
      test.add(wrong);
    }
    assertThat(test.statistic()).isZero();
    test.add(true);
    // The mean is 0.25 but for what was forgotten, so an error is 0.75 / sqrt(0.1875) of it.
    assertThat(test.statistic() * 100).isCloseTo(0.75 / Math.sqrt(0.1875) - 0.5, within(1e-3));
  }

  @Test
  void shouldNotTakeAFewErrorsAfterNoneForDrift() {
    PageHinkley test =
        new PageHinkley(DriftOptions.DEFAULT.withDetection(DriftDetection.PAGE_HINKLEY));
    for (int i = 0; i < 5_000; i++) {
      test.add(false);
    }
    for (int i = 0; i < 7; i++) {
      assertThat(test.add(true)).isFalse();
    }
  }

  @Test
  void shouldRefuseOptionsThatMakeNoSense() {
    DriftDetection test = DriftDetection.PAGE_HINKLEY;
    assertThatThrownBy(() -> new DriftOptions(test, 1, 0.1, 50, 1, 1))
        .hasMessageContaining("confidence [1.0]");
    assertThatThrownBy(() -> new DriftOptions(test, 0.1, -1, 50, 1, 1))
        .hasMessageContaining("delta [-1.0]");
    assertThatThrownBy(() -> new DriftOptions(test, 0.1, 0.1, 0, 1, 1))
        .hasMessageContaining("lambda [0.0]");
    assertThatThrownBy(() -> new DriftOptions(test, 0.1, 0.1, 50, 0, 1))
        .hasMessageContaining("minimum [0]");
    assertThatThrownBy(() -> new DriftOptions(test, 0.1, 0.1, 50, 1, 0))
        .hasMessageContaining("recovery [0]");
  }
}
