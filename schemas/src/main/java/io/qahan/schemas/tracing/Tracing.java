package io.qahan.schemas.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Spans of the stages that a record goes through, and their W3C trace context (<a
 * href="https://www.w3.org/TR/trace-context/">Trace Context</a>) in record headers: {@code
 * traceparent} and {@code tracestate}. While nobody collects spans, every method returns at once
 * what it was given or a constant. Thread safe.
 */
public final class Tracing {
  /** Collects nothing. */
  public static final Tracing OFF = of(OpenTelemetry.noop());

  private static final String SCOPE = "io.qahan";
  private static final TextMapPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();

  private final Tracer tracer;
  private final boolean on;

  private Tracing(Tracer tracer) {
    this.tracer = tracer;
    this.on = tracer != TracerProvider.noop().get(SCOPE);
  }

  /** Spans for whoever collects them in this process: an SDK, an agent, or nobody. */
  public static Tracing global() {
    return of(GlobalOpenTelemetry.getOrNoop());
  }

  /** Spans for that collector. */
  public static Tracing of(OpenTelemetry telemetry) {
    return new Tracing(telemetry.getTracer(SCOPE));
  }

  /**
   * Begins a stage; whoever calls ends the span.
   *
   * @param cause headers of the record that is worked on; null for none
   */
  public Span begin(String stage, Headers cause) {
    return on ? builder(stage).setParent(contextIn(cause)).startSpan() : Span.getInvalid();
  }

  /**
   * Begins a stage that works on many records at a time, each of which has a trace of its own.
   *
   * @param causes the spans to link to
   * @param since when it began
   */
  public Span begin(String stage, Collection<SpanContext> causes, Instant since) {
    if (!on) {
      return Span.getInvalid();
    }
    SpanBuilder builder = builder(stage).setNoParent().setStartTimestamp(since);
    causes.forEach(builder::addLink);
    return builder.startSpan();
  }

  /** The headers with this span in the place of the one that they name. */
  public Headers carry(Span span, Headers headers) {
    if (!on) {
      return headers;
    }
    Headers carried = new RecordHeaders(headers);
    TraceHeaders.FIELDS.forEach(carried::remove);
    PROPAGATOR.inject(Context.root().with(span), carried, TraceHeaders.SETTER);
    return carried;
  }

  /** Headers that name this span and nothing else; none if nobody collects it. */
  public Iterable<Header> carry(Span span) {
    return on ? carry(span, new RecordHeaders()) : List.of();
  }

  /**
   * The {@code traceparent} of the headers, for keeping; empty if no spans are collected, and if it
   * is longer than 255 characters: version 00 takes 55.
   */
  public String parentIn(Headers headers) {
    String parent = on ? TraceHeaders.parentIn(headers) : "";
    return parent.length() <= TraceHeaders.LONGEST_PARENT ? parent : "";
  }

  /** Whether spans are collected, and the headers name one. */
  public boolean isIn(Headers headers) {
    return on && !TraceHeaders.parentIn(headers).isEmpty();
  }

  private SpanBuilder builder(String stage) {
    return tracer.spanBuilder(stage).setSpanKind(SpanKind.CONSUMER);
  }

  private static Context contextIn(Headers headers) {
    return headers == null
        ? Context.root()
        : PROPAGATOR.extract(Context.root(), headers, TraceHeaders.GETTER);
  }
}
