package io.qahan.worker.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ConsumerGroupTaskSourceTest extends TaskSourceContract {
  private static final String TOPIC = "requests";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final int LIMIT = 8;

  private final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
  private long committed;
  private boolean refuseCommits;
  private Member member;

  /** A member of the group, which keeps its commits in the test. */
  private final class Member extends MockConsumer<byte[], byte[]> {
    private Member() {
      super("earliest");
    }

    private void join() {
      rebalance(List.of(PARTITION));
      updateBeginningOffsets(Map.of(PARTITION, 0L));
      seek(PARTITION, committed);
      log.stream().skip(committed).forEach(this::addRecord);
    }

    @Override
    public synchronized void commitAsync(
        Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
      if (refuseCommits) {
        callback.onComplete(offsets, new TimeoutException("no coordinator"));
        return;
      }
      committed = offsets.get(PARTITION).offset();
      super.commitAsync(offsets, callback);
    }
  }

  @Override
  protected void send(String... keys) {
    for (String key : keys) {
      ConsumerRecord<byte[], byte[]> record =
          new ConsumerRecord<>(TOPIC, 0, log.size(), key.getBytes(UTF_8), new byte[0]);
      log.add(record);
      if (member != null && !member.closed()) {
        member.addRecord(record);
      }
    }
  }

  @Override
  protected TaskSource open() {
    member = new Member();
    TaskSource source = new ConsumerGroupTaskSource(member, TOPIC, LIMIT, Duration.ZERO);
    member.setMaxPollRecords(LIMIT / 2);
    member.join();
    return source;
  }

  @Override
  protected void crash(TaskSource source) {
    member.close();
  }

  @Test
  void shouldHoldTheOffsetBackWhileALowerTaskIsOpen() {
    send("a", "b", "c");
    TaskSource source = open();
    List<Task> tasks = take(source, 3);

    source.acknowledge(tasks.get(1));
    source.acknowledge(tasks.get(2));
    source.poll(Duration.ZERO);
    assertThat(committed).isZero();

    source.acknowledge(tasks.get(0));
    source.poll(Duration.ZERO);
    assertThat(committed).isEqualTo(3);
  }

  @Test
  void shouldPauseWhenTooManyAreOpenAndResumeWhenTheyAreSettled() {
    send("a", "b", "c", "d", "e", "f", "g", "h", "i");
    TaskSource source = open();
    List<Task> first = take(source, 4);
    List<Task> second = take(source, 4);
    assertThat(source.poll(Duration.ofMillis(1))).isEmpty();
    assertThat(member.paused()).containsExactly(PARTITION);

    first.forEach(source::acknowledge);

    assertThat(keys(take(source, 1))).containsExactly("i");
    assertThat(member.paused()).isEmpty();
    assertThat(second).hasSize(4);
  }

  @Test
  void shouldCommitAgainWhenACommitFailed() {
    send("a");
    TaskSource source = open();
    source.acknowledge(take(source, 1).get(0));
    refuseCommits = true;
    source.poll(Duration.ZERO);

    refuseCommits = false;
    source.poll(Duration.ZERO);

    assertThat(committed).isEqualTo(1);
  }

  @Test
  void shouldCommitWhatIsSettledBeforeItsPartitionIsTakenAway() {
    send("a", "b");
    TaskSource source = open();
    List<Task> tasks = take(source, 2);
    source.acknowledge(tasks.get(0));

    member.rebalance(List.of());

    assertThat(committed).isEqualTo(1);
  }

  @Test
  void shouldIgnoreSettlementsOfAPartitionThatWasTakenAway() {
    send("a", "b");
    TaskSource source = open();
    List<Task> tasks = take(source, 2);
    member.rebalance(List.of());

    source.acknowledge(tasks.get(0));
    source.release(tasks.get(1));

    assertThat(source.poll(Duration.ZERO)).isEmpty();
    assertThat(committed).isZero();
  }
}
