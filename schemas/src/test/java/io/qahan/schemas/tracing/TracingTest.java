package io.qahan.schemas.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  @RegisterExtension
  static final OpenTelemetryExtension COLLECTED = OpenTelemetryExtension.create();

  private final Tracing tracing = Tracing.of(COLLECTED.getOpenTelemetry());
  private final Headers headers =
      new RecordHeaders()
          .add("traceparent", PARENT.getBytes(UTF_8))
          .add("tracestate", "vendor=1".getBytes(UTF_8))
          .add("own", new byte[] {1});

  @Test
  void shouldBeginAStageAsAChildOfTheSpanInTheHeaders() {
    tracing.begin("stage", headers).end();

    SpanData span = COLLECTED.getSpans().get(0);
    assertThat(span.getName()).isEqualTo("stage");
    assertThat(span.getTraceId()).isEqualTo(TRACE);
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.getSpanContext().getTraceState().get("vendor")).isEqualTo("1");
  }

  @Test
  void shouldCarryTheSpanInPlaceOfTheOldOneAndKeepTheOtherHeaders() {
    Span span = tracing.begin("stage", headers);
    Headers carried = tracing.carry(span, headers);
    span.end();

    assertThat(carried.headers("traceparent")).hasSize(1);
    assertThat(TraceHeaders.parentIn(carried))
        .isEqualTo("00-" + TRACE + "-" + span.getSpanContext().getSpanId() + "-01");
    assertThat(carried.headers("tracestate")).hasSize(1);
    assertThat(carried.lastHeader("own").value()).containsExactly(1);
    assertThat(TraceHeaders.parentIn(headers)).isEqualTo(PARENT); // not ours to change
  }

  @Test
  void shouldBeginATraceWhereTheHeadersNameNoneOrNonsense() {
    assertThat(tracing.parentIn(TraceHeaders.ofParent("0".repeat(256)))).isEmpty();
    Headers nonsense = TraceHeaders.ofParent("00-zz-1-1");

    for (Headers cause : new Headers[] {null, new RecordHeaders(), nonsense}) {
      Span span = tracing.begin("stage", cause);
      span.end();
      assertThat(span.getSpanContext().isValid()).isTrue();
      assertThat(span.getSpanContext().getTraceId()).isNotEqualTo(TRACE);
    }
  }

  @Test
  void shouldLinkABatchToWhatItIsMadeOf() {
    SpanContext one = tracing.begin("one", headers).getSpanContext();
    SpanContext other = tracing.begin("other", headers).getSpanContext();

    tracing
        .begin("batch", List.of(one, other), Instant.ofEpochSecond(1))
        .end(Instant.ofEpochSecond(2));

    SpanData batch = COLLECTED.getSpans().get(0);
    assertThat(batch.getTraceId()).isNotEqualTo(TRACE);
    assertThat(batch.getEndEpochNanos() - batch.getStartEpochNanos()).isEqualTo(1_000_000_000L);
    assertThat(batch.getLinks()).extracting(LinkData::getSpanContext).containsExactly(one, other);
  }

  @Test
  void shouldReturnWhatItWasGivenOrConstantsWhenOff() {
    Span span = Tracing.OFF.begin("stage", headers);

    assertThat(span).isSameAs(Span.getInvalid());
    assertThat(Tracing.OFF.begin("stage", List.of(), Instant.EPOCH)).isSameAs(Span.getInvalid());
    assertThat(Tracing.OFF.carry(span, headers)).isSameAs(headers);
    assertThat(Tracing.OFF.carry(span)).isSameAs(List.of());
    assertThat(Tracing.OFF.parentIn(headers)).isEmpty();
    assertThat(Tracing.OFF.isIn(headers)).isFalse();
  }
}
