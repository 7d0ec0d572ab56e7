package io.qahan.ingest.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RepeatedAnswersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RepeatedAnswers answers = new RepeatedAnswers(registry, Duration.ofSeconds(10), 3);

  @Test
  void shouldCountAnAnswerToAnImageThatWasAnsweredAlready() {
    answer("a", 0);
    answer("b", 1);
    answer("a", 9_999);

    assertThat(counted()).isEqualTo(1);
  }

  @Test
  void shouldNotCountAnAnswerToAnImageThatIsForgotten() {
    answer("a", 0);
    answer("a", 10_000);

    assertThat(counted()).isZero();
  }

  @Test
  void shouldLookBackNoFurtherThanItIsTold() {
    answer("a", 0);
    answer("b", 1);
    answer("c", 2);
    answer("d", 3);
    answer("a", 4);

    assertThat(counted()).isZero();
  }

  @Test
  void shouldPassOverARecordWithoutKey() {
    answers.accept(new ConsumerRecord<>("predictions", 0, 0, null, new byte[0]));

    assertThat(counted()).isZero();
  }

  private void answer(String id, long at) {
    answers.accept(
        new ConsumerRecord<>(
            "predictions",
            0,
            0,
            at,
            TimestampType.CREATE_TIME,
            0,
            0,
            id.getBytes(StandardCharsets.UTF_8),
            new byte[0],
            new RecordHeaders(),
            Optional.empty()));
  }

  private double counted() {
    return Metric.INGEST_REPEATED_ANSWERS.counter(registry).count();
  }
}
