package io.qahan.trainer.online;

import io.opentelemetry.api.trace.Span;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.online.learning.TrainingStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The spans of a training: one for each example, in its image's trace, from when it is read until
 * it is trained on, and one for each step, which links to those of its mini-batch. For one thread.
 */
final class StepTrace {
  private final Tracing tracing;
  private final List<Span> waiting = new ArrayList<>();

  StepTrace(Tracing tracing) {
    this.tracing = tracing;
  }

  /** An example waits for its step; if none comes in this session, the next one reads it again. */
  void read(Headers example) {
    if (tracing.isIn(example)) {
      waiting.add(tracing.begin("train on image", example));
    }
  }

  /**
   * All that waited was trained on.
   *
   * @return headers that name the step
   */
  Iterable<Header> stepped(TrainingStep step, Instant since, Instant now) {
    Span span =
        tracing.begin("train head", waiting.stream().map(Span::getSpanContext).toList(), since);
    span.setAttribute("qahan.examples", step.examples());
    span.end(now);
    waiting.forEach(Span::end);
    waiting.clear();
    return tracing.carry(span);
  }
}
