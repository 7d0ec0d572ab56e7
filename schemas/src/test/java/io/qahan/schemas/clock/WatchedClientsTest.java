package io.qahan.schemas.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class WatchedClientsTest {
  private static final TopicPartition ONE = new TopicPartition("topic", 0);
  private static final Duration NOW = Duration.ZERO;

  private final TestClocks clocks = new TestClocks();
  private final ClockWatch watch = clocks.watch();
  private final WatchedClients clients = new WatchedClients(watch);

  /** Knows how it was closed. */
  private static final class KnownConsumer extends MockConsumer<byte[], byte[]> {
    CloseOptions closed;

    KnownConsumer() {
      super("earliest");
      updateBeginningOffsets(Map.of(ONE, 0L));
      updateEndOffsets(Map.of(ONE, 0L));
    }

    @Override
    public synchronized void close(CloseOptions options) {
      closed = options;
      super.close(options);
    }
  }

  @Test
  void shouldEndTheConsumerOfAGroupAndHaveItLeave() {
    KnownConsumer made = new KnownConsumer();
    Consumer<byte[], byte[]> consumer = clients.endingConsumer(made);
    consumer.subscribe(List.of("topic"));
    assertThat(consumer.poll(NOW)).isEmpty();
    stepBack();

    assertThatThrownBy(() -> consumer.poll(NOW)).isInstanceOf(ClockSteppedException.class);
    consumer.close(
        CloseOptions.groupMembershipOperation(
            CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    assertThat(made.closed.groupMembershipOperation())
        .isEqualTo(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
  }

  @Test
  void shouldLeaveTheGroupAsToldWhenTheClockIsRight() {
    KnownConsumer made = new KnownConsumer();
    CloseOptions stay =
        CloseOptions.groupMembershipOperation(
            CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
    clients.endingConsumer(made).close(stay);

    assertThat(made.closed).isSameAs(stay);
  }

  @Test
  void shouldLeaveAWakeUpThatIsNotOursToTheCaller() {
    Consumer<byte[], byte[]> consumer = clients.endingConsumer(new KnownConsumer());
    consumer.subscribe(List.of("topic"));
    consumer.wakeup();

    assertThatThrownBy(() -> consumer.poll(NOW)).isInstanceOf(WakeupException.class);
  }

  @Test
  void shouldGoOnWithANewConsumerWhereTheOldOneStood() {
    BlockingQueue<KnownConsumer> made = new LinkedBlockingQueue<>();
    Consumer<byte[], byte[]> consumer =
        clients.assignedConsumer(
            () -> {
              KnownConsumer one = new KnownConsumer();
              made.add(one);
              return one;
            });
    consumer.assign(List.of(ONE));
    consumer.seekToBeginning(List.of(ONE));
    KnownConsumer old = made.remove();
    for (int offset = 0; offset < 3; offset++) {
      old.addRecord(new ConsumerRecord<>("topic", 0, offset, new byte[0], new byte[0]));
    }
    assertThat(consumer.poll(NOW).count()).isEqualTo(3);
    stepBack();
    assertThat(consumer.poll(NOW)).isEmpty();

    KnownConsumer fresh = made.remove();
    fresh.addRecord(new ConsumerRecord<>("topic", 0, 3, new byte[0], new byte[0]));
    assertThat(consumer.poll(NOW).records(ONE))
        .extracting(ConsumerRecord::offset)
        .containsExactly(3L);
    assertThat(old.closed()).isTrue();
    consumer.close();
    assertThat(fresh.closed()).isTrue();
  }

  @Test
  void shouldSendThroughANewProducerAfterAStepBack() throws InterruptedException {
    BlockingQueue<MockProducer<byte[], byte[]>> made = new LinkedBlockingQueue<>();
    Producer<byte[], byte[]> producer = clients.producer(() -> added(made));
    MockProducer<byte[], byte[]> old = made.take();
    stepBack();
    MockProducer<byte[], byte[]> fresh = made.poll(30, TimeUnit.SECONDS);
    while (!old.closed()) { // on a thread of its own
      Thread.onSpinWait();
    }
    producer.send(new ProducerRecord<>("topic", new byte[0])).isDone();

    assertThat(fresh.history()).hasSize(1);
    producer.close();
    assertThat(fresh.closed()).isTrue();
    stepBack();
    assertThat(made).isEmpty();
  }

  @Test
  void shouldEndACallOfTheTransactionalProducerThatIsStuck() throws InterruptedException {
    CountDownLatch flushing = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    MockProducer<byte[], byte[]> stuck =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            flushing.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new InterruptException(e); // as Kafka's does
            }
          }
        };
    Producer<byte[], byte[]> producer = clients.endingProducer(stuck);
    Thread stepping =
        new Thread(
            () -> {
              try {
                flushing.await();
                stepBack();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    stepping.start();

    assertThatThrownBy(producer::flush).isInstanceOf(ClockSteppedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    stepping.join();
  }

  private static Producer<byte[], byte[]> added(BlockingQueue<MockProducer<byte[], byte[]>> made) {
    MockProducer<byte[], byte[]> one =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    made.add(one);
    return one;
  }

  private void stepBack() {
    clocks.step(Duration.ofMinutes(-2));
    watch.look();
  }
}
