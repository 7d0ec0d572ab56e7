package io.qahan.deploy.pipeline.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.qahan.schemas.tracing.Tracing;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpanExportTest {
  @Test
  void shouldCollectNothingUnlessTheEnvironmentSaysWhereSpansGo() {
    SpanExport.start(Map.of("OTEL_SERVICE_NAME", "classifier"), "ingest");

    assertThat(Tracing.global().begin("stage", null)).isSameAs(Span.getInvalid());
  }

  @Test
  void shouldFollowTheStandardVariables() {
    Map<String, String> endpoint = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");

    assertThat(SpanExport.isWanted(Map.of())).isFalse();
    assertThat(SpanExport.isWanted(endpoint)).isTrue();
    assertThat(SpanExport.isWanted(Map.of("OTEL_TRACES_EXPORTER", "otlp"))).isTrue();
    assertThat(SpanExport.isWanted(Map.of("OTEL_TRACES_EXPORTER", "none"))).isFalse();
    assertThat(
            SpanExport.isWanted(
                Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_SDK_DISABLED", "true")))
        .isFalse();
  }
}
