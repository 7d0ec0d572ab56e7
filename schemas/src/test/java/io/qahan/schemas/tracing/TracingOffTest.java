package io.qahan.schemas.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TracingOffTest {
  @Test
  void shouldBeOffInAProcessWhereNobodyCollectsSpans() {
    Tracing tracing = Tracing.global();
    Headers headers = new RecordHeaders();

    assertThat(tracing.begin("stage", headers)).isSameAs(Span.getInvalid());
    assertThat(tracing.carry(Span.getInvalid(), headers)).isSameAs(headers);
  }
}
