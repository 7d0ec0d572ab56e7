package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock of ingest's host steps in mid-stream; its steady time does not. */
class ClockStepsTest {
  private static final Duration BEFORE = TopologyFixture.DEADLINE.minusMillis(100);
  private static final Duration AFTER = Duration.ofMillis(100);

  private final TopologyFixture ingest = new TopologyFixture();

  @AfterEach
  void close() {
    ingest.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "-PT2M", "PT10S", "PT1H", "PT8760H"})
  void shouldAnswerAtTheDeadlineWhenTheClockSteps(Duration step) {
    ingest.sendImage("a");
    ingest.wall.addAndGet(step.toMillis());
    ingest.advance(BEFORE);
    assertThat(ingest.predictions()).isEmpty();
    ingest.advance(AFTER);

    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isTrue();
    assertThat(prediction.getDeadlineMet()).isTrue();
    assertThat(prediction.getStageMillis().get("total"))
        .isBetween((double) BEFORE.toMillis(), (double) TopologyFixture.DEADLINE.toMillis());
    assertThat(prediction.getPredictedAt()).isEqualTo(Instant.ofEpochMilli(ingest.wall.get()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "-PT2M", "PT10S", "PT1H", "PT8760H"})
  void shouldGiveTheWorkersTheSameTimeWhenTheClockSteps(Duration step) {
    ingest.wall.addAndGet(step.toMillis());
    ingest.sendImage("a");

    MaskRequest request = ingest.requests().get(0);
    assertThat(Duration.between(request.getCreatedAt(), request.getDeadline()))
        .isEqualTo(TopologyFixture.DEADLINE);
  }

  @Test
  void shouldAnswerOnceWhenTheClockIsAnHourAheadForAMoment() {
    answered("before");
    ingest.wall.addAndGet(Duration.ofHours(1).toMillis());
    answered("ahead");
    ingest.advance(Duration.ofSeconds(5));
    ingest.wall.addAndGet(-Duration.ofHours(1).toMillis());
    answered("after");

    for (String id : new String[] {"before", "ahead", "after"}) {
      ingest.sendImage(id);
    }
    ingest.advance(TopologyFixture.DEADLINE);
    assertThat(ingest.predictions()).isEmpty();
  }

  @Test
  void shouldForgetAfterTheRetentionEvenWhenTheClockGoesBack() {
    answered("a");
    ingest.wall.addAndGet(-Duration.ofDays(1).toMillis());
    ingest.advance(TopologyFixture.RETENTION.multipliedBy(3).dividedBy(2));

    answered("a");
  }

  @Test
  void shouldTellLateResultsFromUnknownOnesByWhatTheWorkerMeasured() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    ingest.wall.addAndGet(-Duration.ofHours(1).toMillis()); // the record is from the future now
    ingest.send(Topics.MASK_RESULTS, "nobody", TopologyFixture.result(request, 1, 5, 9));

    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).hasSize(1);
  }

  @Test
  void shouldAnswerSoEarlyThatTheCommitIsOnTime() {
    ingest.sendImage("a");
    expectCommitsToTake(300);
    ingest.advance(TopologyFixture.DEADLINE.minusMillis(350));
    assertThat(ingest.predictions()).isEmpty();
    ingest.advance(Duration.ofMillis(50));

    assertThat(ingest.predictions().get(0).getDeadlineMet()).isTrue();
  }

  @Test
  void shouldNotSayThatTheDeadlineWasMetWhenTheCommitCannotBeOnTime() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    ingest.wall.addAndGet(TopologyFixture.DEADLINE.toMillis()); // does not matter
    expectCommitsToTake(900);
    ingest.advance(TopologyFixture.DEADLINE.minusMillis(921));
    assertThat(ingest.predictions()).isEmpty();
    expectCommitsToTake(1_000);
    ingest.send(Topics.MASK_RESULTS, "a", TopologyFixture.result(request, 1, 5, 9));

    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isFalse();
    assertThat(prediction.getDeadlineMet()).isFalse();
  }

  private void expectCommitsToTake(long millis) {
    Producer<byte[], byte[]> producer =
        ingest.commits.watched(
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));
    producer.initTransactions();
    producer.beginTransaction();
    long now = ingest.steady.addAndGet(1_000); // it is looked at four times a second
    ingest.commits.answered(now - millis, Long.MAX_VALUE, 0);
    producer.commitTransaction();
  }

  private void answered(String id) {
    ingest.sendImage(id);
    ingest.advance(TopologyFixture.DEADLINE);
    assertThat(ingest.predictions()).hasSize(1);
  }
}
