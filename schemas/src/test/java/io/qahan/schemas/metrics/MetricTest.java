package io.qahan.schemas.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetricTest {
  @Test
  void shouldExportSolverLatencyAsAHistogramByTags() {
    try (MetricsRegistry registry = new MetricsRegistry()) {
      Metric.SOLVER_LATENCY
          .timer(registry.prometheus(), "exact", "solved")
          .record(Duration.ofMillis(3));

      assertThat(registry.prometheus().scrape())
          .contains("qahan_solver_latency_seconds_bucket{outcome=\"solved\",solver=\"exact\",le=")
          .contains("qahan_solver_latency_seconds_count{outcome=\"solved\",solver=\"exact\"} 1")
          .contains("# HELP qahan_solver_latency_seconds Time to solve a mask")
          .contains("jvm_memory_used_bytes");
    }
  }

  @Test
  void shouldSpellOutUnitsAndLeaveHistogramWordsToHistograms() {
    LintedNames names = new LintedNames();

    assertThat(names.name("system.cpu.count", Meter.Type.GAUGE, null))
        .isEqualTo("system_cpu_number");
    assertThat(names.name("process.cpu.time", Meter.Type.COUNTER, "ns"))
        .isEqualTo("process_cpu_time_nanos");
    assertThat(names.name("kafka.app.info.start.time.ms", Meter.Type.GAUGE, null))
        .isEqualTo("kafka_app_info_start_time_millis");
    assertThat(names.name("qahan.worker.results", Meter.Type.COUNTER, null))
        .isEqualTo("qahan_worker_results");
  }

  @Test
  void shouldSayAMetersNameInWordsWhereItHasNoHelp() {
    try (MetricsRegistry registry = new MetricsRegistry()) {
      registry.prometheus().gauge("kafka.node.request.latency", 1);

      assertThat(registry.prometheus().scrape())
          .contains("# HELP kafka_node_request_latency kafka node request latency");
    }
  }

  @Test
  void shouldKnowItsPercentiles() {
    try (MetricsRegistry registry = new MetricsRegistry()) {
      Timer timer = Metric.STAGE.timer(registry.prometheus(), "conv");
      for (int i = 1; i <= 100; i++) {
        timer.record(Duration.ofMillis(i));
      }

      var percentiles = timer.takeSnapshot().percentileValues();

      assertThat(percentiles).hasSize(3);
      assertThat(percentiles[0].value(java.util.concurrent.TimeUnit.MILLISECONDS))
          .isBetween(45.0, 56.0);
    }
  }

  @Test
  void shouldRefuseTheWrongNumberOfTags() {
    try (MetricsRegistry registry = new MetricsRegistry()) {
      assertThatThrownBy(() -> Metric.DEAD_LETTERS.counter(registry.prometheus(), "images"))
          .hasMessageContaining("[topic, cause]");
    }
  }
}
