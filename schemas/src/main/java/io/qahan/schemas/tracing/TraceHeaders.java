package io.qahan.schemas.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The W3C trace context in the headers of a Kafka record, as UTF-8 text. */
public final class TraceHeaders {
  public static final String PARENT = "traceparent";
  public static final String STATE = "tracestate";

  /** A longer {@code traceparent} is none; version 00 takes 55 characters. */
  public static final int LONGEST_PARENT = 255;

  static final List<String> FIELDS = List.of(PARENT, STATE);
  static final TextMapSetter<Headers> SETTER =
      (headers, name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  static final TextMapGetter<Headers> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
          return FIELDS;
        }

        @Override
        public String get(Headers headers, String name) {
          return text(headers, name);
        }
      };

  private TraceHeaders() {}

  /** The {@code traceparent} of the headers; empty if there is none. */
  public static String parentIn(Headers headers) {
    String parent = headers == null ? null : text(headers, PARENT);
    return parent == null ? "" : parent;
  }

  /** Headers with that {@code traceparent}; null if it is empty. */
  public static Headers ofParent(String parent) {
    return parent.isEmpty()
        ? null
        : new RecordHeaders().add(PARENT, parent.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Headers headers, String name) {
    Header header = headers == null ? null : headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
