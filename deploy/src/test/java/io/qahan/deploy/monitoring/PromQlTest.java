package io.qahan.deploy.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromQlTest {
  @Test
  void shouldNameTheMetricsAndNothingElse() {
    assertThat(
            PromQl.metricsOf(
                "histogram_quantile(0.99, sum by (stage, le) (rate(a_bucket{x=\"b_total\"}[5m])))"
                    + " / (up == 1 or vector(0)) unless c:d offset 10m"
                    + " < on () group_left () max(e{f=~\"g|h\"} offset 5m)"))
        .containsExactly("a_bucket", "c:d", "e", "up");
  }
}
