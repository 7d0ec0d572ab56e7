package io.qahan.ingest.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
  private static final String TOPIC = "heads";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final List<String> read = new CopyOnWriteArrayList<>();
  private TopicFollower follower;

  @AfterEach
  void close() {
    follower.close();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldBeCaughtUpAtOnceWhenTheTopicIsEmpty() throws Exception {
    follow(TopicFollower.From.BEGINNING, 0);

    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
    assertThat(read).isEmpty();
  }

  @Test
  void shouldBeCaughtUpOnlyWhenWhatWasThereIsRead() throws Exception {
    follow(TopicFollower.From.BEGINNING, 2);
    consumer.schedulePollTask(() -> consumer.addRecord(record(0, "a")));
    await().untilAsserted(() -> assertThat(read).containsExactly("a"));
    assertThat(follower.isCaughtUp()).isFalse();
    consumer.schedulePollTask(() -> consumer.addRecord(record(1, "b")));

    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
    assertThat(read).containsExactly("a", "b");
  }

  @Test
  void shouldBeginAtTheEndWhenAskedTo() throws Exception {
    follow(TopicFollower.From.LATEST, 5);
    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
    consumer.schedulePollTask(() -> consumer.addRecord(record(5, "new")));

    await().untilAsserted(() -> assertThat(read).containsExactly("new"));
  }

  @Test
  void shouldGoOnWhenAPollFails() throws Exception {
    consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("away")));
    consumer.schedulePollTask(() -> consumer.addRecord(record(0, "a")));
    follow(TopicFollower.From.BEGINNING, 1);

    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
    assertThat(read).containsExactly("a");
  }

  @Test
  void shouldGiveTheSameRecordAgainWhenItsReaderCannotReadItYet() throws Exception {
    List<String> tried = new CopyOnWriteArrayList<>();
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(record(0, "a"));
          consumer.addRecord(record(1, "b"));
          consumer.addRecord(record(2, "c"));
        });
    follow(
        TopicFollower.From.BEGINNING,
        3,
        value -> {
          tried.add(value);
          if (value.equals("b") && tried.indexOf("b") == tried.size() - 1) {
            // The mock forgets what it gave out, however the consumer seeks.
            consumer.schedulePollTask(
                () -> {
                  assertThat(consumer.position(PARTITION)).isEqualTo(1);
                  consumer.addRecord(record(1, "b"));
                  consumer.addRecord(record(2, "c"));
                });
            throw new KafkaException("the schema registry is away");
          }
        });

    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
    assertThat(tried).containsExactly("a", "b", "b", "c");
  }

  @Test
  void shouldReadPartitionsThatAreAddedFromTheirBeginning() throws Exception {
    follow(TopicFollower.From.LATEST, 5);
    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
    TopicPartition added = new TopicPartition(TOPIC, 1);
    consumer.schedulePollTask(
        () -> {
          consumer.updateBeginningOffsets(Map.of(added, 0L));
          consumer.updatePartitions(
              TOPIC,
              List.of(
                  new PartitionInfo(TOPIC, 0, null, null, null),
                  new PartitionInfo(TOPIC, 1, null, null, null)));
        });
    await().until(() -> consumer.assignment().contains(added));
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(TOPIC, 1, 0, new byte[] {1}, new byte[] {'x'})));

    await().untilAsserted(() -> assertThat(read).containsExactly("x"));
  }

  @Test
  void shouldGiveEachReaderTheRecordsOfItsTopic() throws Exception {
    TopicPartition labels = new TopicPartition("labels", 0);
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
    consumer.updatePartitions("labels", List.of(new PartitionInfo("labels", 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, labels, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 1L, labels, 1L));
    consumer.schedulePollTask(
        () -> {
          consumer.addRecord(record(0, "a"));
          consumer.addRecord(
              new ConsumerRecord<>("labels", 0, 0, new byte[] {1}, new byte[] {'7'}));
        });
    follower =
        TopicFollower.start(
            "both",
            Map.of(
                TOPIC,
                record -> read.add("head " + record.value()[0]),
                "labels",
                record -> read.add("label " + record.value()[0])),
            TopicFollower.From.BEGINNING,
            consumer);

    assertThat(follower.awaitCaughtUp(Duration.ofSeconds(10))).isTrue();
    assertThat(read).containsExactlyInAnyOrder("head 97", "label 55");
  }

  private void follow(TopicFollower.From from, long end) {
    follow(from, end, read::add);
  }

  private void follow(TopicFollower.From from, long end, Consumer<String> reader) {
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    follower =
        TopicFollower.start(
            TOPIC,
            Map.of(
                TOPIC, record -> reader.accept(new String(record.value(), StandardCharsets.UTF_8))),
            from,
            consumer);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String value) {
    return new ConsumerRecord<>(
        TOPIC, 0, offset, new byte[] {1}, value.getBytes(StandardCharsets.UTF_8));
  }
}
