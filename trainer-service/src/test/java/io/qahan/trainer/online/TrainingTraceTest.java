package io.qahan.trainer.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.TraceHeaders;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.online.learning.Digits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spans of a training, and the trace context of its heads. */
class TrainingTraceTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @RegisterExtension
  static final OpenTelemetryExtension COLLECTED = OpenTelemetryExtension.create();

  @Test
  void shouldLinkEachStepToItsExamplesAndNameItInTheHead() {
    try (TrainingBench bench = new TrainingBench(Tracing.of(COLLECTED.getOpenTelemetry()))) {
      for (int number = 0; number < 40; number++) { // five steps, after which a head is published
        bench.log.append(
            ModelLog.TOPICS.record(
                Topics.TRAINING_EXAMPLES,
                Digits.record(number),
                TraceHeaders.ofParent("00-%s-%016x-01".formatted(TRACE, number + 1))));
      }
      bench.open().advance();

      List<SpanData> examples = spans("train on image");
      assertThat(examples).hasSize(40);
      assertThat(examples).extracting(SpanData::getTraceId).containsOnly(TRACE);
      assertThat(examples.get(9).getParentSpanId()).isEqualTo("000000000000000a");
      List<SpanData> steps = spans("train head");
      assertThat(steps).hasSize(5);
      assertThat(steps.get(1).getLinks())
          .extracting(LinkData::getSpanContext)
          .containsExactlyElementsOf(
              examples.subList(8, 16).stream().map(SpanData::getSpanContext).toList());
      String origin = TraceHeaders.parentIn(bench.log.records("t.fc-heads.v1").get(0).headers());
      assertThat(origin)
          .startsWith("00-" + steps.get(4).getTraceId() + "-" + steps.get(4).getSpanId());
    }
  }

  @Test
  void shouldMakeNoSpansForExamplesWithoutATrace() {
    try (TrainingBench bench = new TrainingBench(Tracing.of(COLLECTED.getOpenTelemetry()))) {
      bench.open().examples(0, 8).advance();

      assertThat(spans("train on image")).isEmpty();
      assertThat(spans("train head"))
          .singleElement()
          .satisfies(step -> assertThat(step.getLinks()).isEmpty());
    }
  }

  private static List<SpanData> spans(String name) {
    return COLLECTED.getSpans().stream().filter(span -> span.getName().equals(name)).toList();
  }
}
