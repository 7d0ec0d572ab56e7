package io.qahan.trainer.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.position.LostPositionException;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import io.qahan.trainer.online.learning.Digits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
  private final ModelLog log = new ModelLog();
  private final Group group = new Group();
  private TrainingLoop loop;

  /** Assigns the log to each member at its first poll; lets a producer fail at its first commit. */
  private final class Group implements TrainingClients {
    private final AtomicInteger members = new AtomicInteger();
    private volatile RuntimeException firstCommit;
    private volatile MockConsumer<byte[], byte[]> newest;
    private volatile MockProducer<byte[], byte[]> producer;

    @Override
    public Consumer<byte[], byte[]> member() {
      MockConsumer<byte[], byte[]> member = log.member();
      member.schedulePollTask(() -> member.rebalance(List.of(ModelLog.log())));
      members.incrementAndGet();
      newest = member;
      return member;
    }

    @Override
    public Consumer<byte[], byte[]> reader() {
      return log.reader();
    }

    @Override
    public Producer<byte[], byte[]> producer() {
      producer = log.producer();
      producer.commitTransactionException = firstCommit;
      firstCommit = null;
      return producer;
    }
  }

  private void start() {
    SessionParts bench =
        TrainingBench.parts(log, new TestClock(), new SimpleMeterRegistry(), Tracing.OFF);
    SessionParts parts =
        new SessionParts(
            bench.topics(),
            bench.reader(),
            bench.learning(),
            bench.states(),
            bench.audit(),
            bench.archive(),
            bench.starts(),
            bench.operator(),
            bench.desk(),
            bench.meters(),
            bench.tracing(),
            InstantSource.system(),
            InstantSource.system(),
            Duration.ofMillis(20),
            Duration.ofSeconds(60),
            Optional.empty());
    loop = new TrainingLoop(parts, group, Duration.ofMillis(10));
    loop.start();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private void append(int from, int to) {
    for (int number = from; number < to; number++) {
      log.append(Topics.TRAINING_EXAMPLES, Digits.record(number));
    }
  }

  private void awaitExamples(long trained) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              log.settle();
              assertThat(log.values(Topics.TRAINING_STATE))
                  .extracting(TrainingState::getExamples)
                  .last()
                  .isEqualTo(trained);
            });
  }

  @Test
  void shouldTrainWhatIsInTheLogAndWhatComesAfterwards() {
    append(0, 80);
    start();
    awaitExamples(80);
    append(80, 160);
    awaitExamples(160);
    assertThat(loop.health().ready()).isTrue();
  }

  @Test
  void shouldRejoinAndStartOverFromItsLastCommitWhenAnotherTrainerFencedIt() {
    group.firstCommit = new ProducerFencedException("another trainer");
    append(0, 80);
    start();
    awaitExamples(80);
    assertThat(group.members).hasValue(2);
  }

  @Test
  void shouldEndWithOneMessageWhenTheLogHasLostItsEnd() throws Exception {
    append(0, 80);
    start();
    awaitExamples(80);
    loop.close();
    log.truncate(Topics.TRAINING_EXAMPLES, 40);

    start();

    assertThatThrownBy(loop::awaitSettled)
        .isInstanceOf(LostPositionException.class)
        .hasMessageContaining("lost.position=end");
    assertThat(loop.health().live()).isFalse();
    assertThat(group.members).hasValue(2); // it does not try on and on
  }

  @Test
  void shouldStartOverWhenTheBrokerDoesNotAnswer() {
    group.firstCommit = new TimeoutException("no answer");
    append(0, 80);
    start();
    awaitExamples(80);
    assertThat(loop.health().live()).isTrue();
  }

  @Test
  void shouldGoOnFromTheCommittedStateWhenTheLogIsTakenAwayAndGivenBack() {
    append(0, 84);
    start();
    awaitExamples(80);
    MockConsumer<byte[], byte[]> member = group.newest;
    member.schedulePollTask(() -> member.rebalance(List.of()));
    await().until(() -> loop.health().detail().equals("standing by"));
    append(84, 160);
    member.schedulePollTask(() -> member.rebalance(List.of(ModelLog.log())));
    awaitExamples(160);
    assertThat(group.members).hasValue(1);
  }

  @Test
  void shouldStopItsThreadAndCloseItsClientsWhenClosed() {
    append(0, 80);
    start();
    awaitExamples(80);
    loop.close();
    assertThat(group.newest.closed()).isTrue();
    assertThat(group.producer.closed()).isTrue();
  }
}
