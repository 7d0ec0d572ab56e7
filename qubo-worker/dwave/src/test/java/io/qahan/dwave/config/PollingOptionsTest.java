package io.qahan.dwave.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollingOptionsTest {
  /** When the reference client asks, in seconds after the submission, to three digits. */
  private static final double[] ASKED = {
    0.05, 0.115, 0.1995, 0.309, 0.452, 0.638, 0.879, 1.19, 1.60, 2.13
  };

  @Test
  void shouldAskWhenTheReferenceDoes() {
    double seconds = 0;
    for (int k = 0; k < ASKED.length; k++) {
      seconds += PollingOptions.defaults().backoff(k).toNanos() / 1e9;
      assertThat(seconds).isCloseTo(ASKED[k], within(0.005 * ASKED[k]));
    }
  }

  @Test
  void shouldPauseNoLongerThanAllowed() {
    assertThat(PollingOptions.defaults().backoff(1000)).isEqualTo(Duration.ofSeconds(60));
  }
}
