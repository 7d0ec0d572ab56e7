package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.deadline.CommitTimes;
import io.qahan.ingest.deadline.DeadlineFrom;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.Prediction;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The deadline counts from the time of the image's record, which here is always START. */
class DeadlineFromTest {
  private final TopologyFixture ingest = new TopologyFixture(DeadlineFrom.RECORD);

  @AfterEach
  void close() {
    ingest.close();
  }

  @Test
  void shouldCountWhatTheImageWaitedInKafka() {
    ingest.advance(Duration.ofMillis(1_500));
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    assertThat(Duration.between(request.getCreatedAt(), request.getDeadline())).hasMillis(500);
    ingest.advance(Duration.ofMillis(400));
    assertThat(ingest.predictions()).isEmpty();
    ingest.advance(Duration.ofMillis(100));

    assertThat(ingest.predictions().get(0).getDeadlineMet()).isTrue();
  }

  @Test
  void shouldAnswerAnOldImageAtOnceAndAskNobody() {
    ingest.advance(TopologyFixture.DEADLINE.plusMillis(1));
    ingest.sendImage("a");
    ingest.advance(CommitTimes.SWEEP);

    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isTrue();
    assertThat(prediction.getDeadlineMet()).isFalse();
    assertThat(ingest.requests()).isEmpty();
  }

  @Test
  void shouldTakeAnImageFromTheFutureForOneThatJustArrived() {
    ingest.wall.addAndGet(-Duration.ofHours(1).toMillis());
    ingest.sendImage("a");

    MaskRequest request = ingest.requests().get(0);
    assertThat(Duration.between(request.getCreatedAt(), request.getDeadline()))
        .isEqualTo(TopologyFixture.DEADLINE);
  }

  @Test
  void shouldReckonByTheBrokersClockWhereItIsKnown() {
    long nanos = System.nanoTime();
    ingest.broker.appended(nanos, nanos, TopologyFixture.START.toEpochMilli() - 3_600_000);
    ingest.wall.addAndGet(Duration.ofDays(1).toMillis()); // wrong, and asked by nobody
    ingest.sendImage("a");

    MaskRequest request = ingest.requests().get(0);
    assertThat(Duration.between(request.getCreatedAt(), request.getDeadline()))
        .isEqualTo(TopologyFixture.DEADLINE);
  }
}
