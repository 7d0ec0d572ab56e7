package io.qahan.ingest.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.TraceHeaders;
import io.qahan.schemas.tracing.Tracing;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spans of ingest, and the trace context in what it sends. */
class IngestTracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CLIENT = "00-" + TRACE + "-b7ad6b7169203331-01";

  @RegisterExtension
  static final OpenTelemetryExtension COLLECTED = OpenTelemetryExtension.create();

  private final TopologyFixture ingest =
      new TopologyFixture(Tracing.of(COLLECTED.getOpenTelemetry()));

  @AfterEach
  void close() {
    ingest.close();
  }

  @Test
  void shouldGoOnWithTheTraceOfTheImageUntilItIsAnswered() throws Exception {
    sendImage("a", TopologyFixture.png(1));
    TestRecord<byte[], byte[]> request = only(Topics.MASK_REQUESTS);
    String solving = "00-" + TRACE + "-00000000000000aa-01";
    answer("a", request, TraceHeaders.ofParent(solving));

    SpanData features = span("image features");
    SpanData asking = span("mask request");
    SpanData classifying = span("classify image");
    assertThat(COLLECTED.getSpans()).extracting(SpanData::getTraceId).containsOnly(TRACE);
    assertThat(features.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(asking.getParentSpanId()).isEqualTo(features.getSpanId());
    assertThat(TraceHeaders.parentIn(request.headers())).contains(asking.getSpanId());
    assertThat(classifying.getParentSpanId()).isEqualTo("00000000000000aa");
    for (Topic<?> topic : List.of(Topics.PREDICTIONS, Topics.MASKED_FEATURES)) {
      Headers headers = only(topic).headers();
      assertThat(TraceHeaders.parentIn(headers)).contains(classifying.getSpanId());
      assertThat(headers.headers(TraceHeaders.PARENT)).hasSize(1);
      assertThat(headers.lastHeader("own").value()).containsExactly(1);
    }
  }

  @Test
  void shouldGoOnFromTheRequestWhenNoWorkerAnsweredOrNamedItsSpan() throws Exception {
    sendImage("a", TopologyFixture.png(1));
    answer("a", only(Topics.MASK_REQUESTS), new RecordHeaders());
    assertThat(span("classify image").getParentSpanId())
        .isEqualTo(span("mask request").getSpanId());

    COLLECTED.clearSpans();
    sendImage("b", TopologyFixture.png(2));
    ingest.advance(TopologyFixture.DEADLINE.plus(Duration.ofSeconds(1)));
    assertThat(span("classify image").getParentSpanId())
        .isEqualTo(span("mask request").getSpanId());
    assertThat(span("classify image").getTraceId()).isEqualTo(TRACE);
  }

  @Test
  void shouldSayInItsSpanWhyAnImageWasRefused() {
    sendImage("a", new byte[] {1, 2, 3});

    assertThat(COLLECTED.getSpans()).hasSize(1);
    assertThat(span("image features").getStatus())
        .isEqualTo(StatusData.create(StatusCode.ERROR, "not-an-image"));
    assertThat(TraceHeaders.parentIn(ingest.deadLetters(Topics.IMAGES).get(0).headers()))
        .isEqualTo(CLIENT);
  }

  private void sendImage(String id, byte[] content) {
    Headers headers = TraceHeaders.ofParent(CLIENT).add("own", new byte[] {1});
    ingest.sendBytes(
        Topics.IMAGES,
        id.getBytes(UTF_8),
        ingest.codecs.of(Topics.IMAGES).encode(TopologyFixture.image(content, null)),
        headers);
  }

  private void answer(String id, TestRecord<byte[], byte[]> request, Headers headers)
      throws UndecodableRecordException {
    MaskRequest asked = ingest.codecs.of(Topics.MASK_REQUESTS).decode(request.value());
    ingest.sendBytes(
        Topics.MASK_RESULTS,
        id.getBytes(UTF_8),
        ingest.codecs.of(Topics.MASK_RESULTS).encode(TopologyFixture.result(asked, 1, 5, 9)),
        headers);
  }

  private TestRecord<byte[], byte[]> only(Topic<?> topic) {
    List<TestRecord<byte[], byte[]>> records = ingest.records(ingest.names.of(topic));
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static SpanData span(String name) {
    List<SpanData> spans =
        COLLECTED.getSpans().stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(spans).as(name).hasSize(1);
    return spans.get(0);
  }
}
