package io.qahan.ingest.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.schemas.clock.BrokerClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class CommitTimesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final long FAR = Long.MAX_VALUE;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final AtomicLong nanos = new AtomicLong();
  private final BrokerClock broker = new BrokerClock();
  private final CommitTimes commits =
      new CommitTimes(registry, now::get, nanos::get, broker, Duration.ofMillis(100), DEADLINE);
  private final Producer<byte[], byte[]> producer =
      commits.watched(
          new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));

  CommitTimesTest() {
    producer.initTransactions();
  }

  @Test
  void shouldExpectWhatWasGuessedBeforeTheFirstCommit() {
    assertThat(commits.lead()).isEqualTo(100);
  }

  @Test
  void shouldLearnTheBrokersTimeFromWhatItAppends() {
    long appendedAt = 1_700_000_000_000L;
    Producer<byte[], byte[]> answering =
        commits.watched(
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
              @Override
              public synchronized Future<RecordMetadata> send(
                  ProducerRecord<byte[], byte[]> record, Callback callback) {
                nanos.addAndGet(Duration.ofMillis(4).toNanos());
                callback.onCompletion(
                    new RecordMetadata(new TopicPartition("t", 0), 0, 0, appendedAt, 1, 1), null);
                return CompletableFuture.completedFuture(null);
              }
            });
    nanos.set(Duration.ofSeconds(1).toNanos());

    var unused = answering.send(new ProducerRecord<>("t", 0, 7L, new byte[1], new byte[1]), null);

    assertThat(broker.millisAt(nanos.get())).hasValue(appendedAt + 2); // 0 to 5 ms ago
  }

  @Test
  void shouldExpectTheSlowestOfAHundredAnswers() {
    for (int i = 0; i < 100; i++) {
      commit(i == 50 ? 70 : 20);
    }
    pass(Duration.ofMillis(250)); // it is looked at four times a second
    commit(20);
    assertThat(commits.lead()).isEqualTo(20);
    commit(80);
    pass(Duration.ofMillis(250));
    commit(20);

    assertThat(commits.lead()).isEqualTo(70);
  }

  @Test
  void shouldNotAnswerMoreThanHalfADeadlineEarly() {
    commit(5_000);

    assertThat(commits.lead()).isEqualTo(DEADLINE.toMillis() / 2);
  }

  @Test
  void shouldFindDueEarlierWhereTheThreadLooksSeldom() {
    assertThat(commits.ahead()).isEqualTo(120);
    commit(80, 150);

    assertThat(commits.lead()).isEqualTo(80);
    assertThat(commits.ahead()).isEqualTo(230);
  }

  @Test
  void shouldNotAddALongCommitToTheLongWaitThatItLeadTo() {
    commit(600, 20);
    pass(Duration.ofMillis(250));
    commit(20, 620);

    assertThat(commits.ahead()).isEqualTo(640);
  }

  @Test
  void shouldFindNothingDueMoreThanHalfADeadlineEarly() {
    commit(20, 60_000);

    assertThat(commits.ahead()).isEqualTo(DEADLINE.toMillis() / 2);
  }

  @Test
  void shouldForgetASlowCommitAfterAMinute() {
    commit(800);
    pass(Duration.ofSeconds(61));
    commit(20);

    assertThat(commits.lead()).isEqualTo(20);
  }

  @Test
  void shouldForgetAThreadThatLookedSeldomAlthoughNothingFallsDueAnyMore() {
    commit(100, 700);
    assertThat(commits.ahead()).isEqualTo(800);
    pass(Duration.ofSeconds(30));
    commit(20); // a mask came in time
    pass(Duration.ofSeconds(31));

    assertThat(commits.ahead()).isEqualTo(120);
  }

  @Test
  void shouldCountAnswersWhoseCommitReturnedAfterTheirDeadline() {
    producer.beginTransaction();
    commits.answered(now.get(), now.get() + 50, 0);
    commits.answered(now.get(), now.get() + 49, 0);
    now.addAndGet(50);
    producer.commitTransaction();

    assertThat(registry.get("qahan.ingest.late.answers").counter().count()).isEqualTo(1);
    assertThat(registry.get("qahan.ingest.commit").timer().count()).isEqualTo(2);
  }

  @Test
  void shouldForgetAnswersOfATransactionThatIsAborted() {
    producer.beginTransaction();
    commits.answered(now.get(), now.get(), 0);
    producer.abortTransaction();
    now.addAndGet(10_000);
    producer.beginTransaction();
    producer.commitTransaction();

    assertThat(registry.get("qahan.ingest.late.answers").counter().count()).isZero();
    assertThat(commits.lead()).isEqualTo(100);
  }

  private void commit(long takes) {
    commit(takes, 0);
  }

  private void commit(long takes, long sinceSweep) {
    producer.beginTransaction();
    commits.answered(now.get(), FAR, sinceSweep);
    now.addAndGet(takes);
    producer.commitTransaction();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toMillis());
  }
}
