package io.qahan.schemas.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class EmptyCommitsTest {
  private static final TopicPartition IMAGES = new TopicPartition("images", 0);
  private static final TopicPartition RESULTS = new TopicPartition("results", 0);

  private final MockProducer<byte[], byte[]> mock =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final Producer<byte[], byte[]> producer = EmptyCommits.leftOut(mock);

  EmptyCommitsTest() {
    producer.initTransactions();
  }

  @Test
  void shouldCommitOffsetsOnce() {
    commit(Map.of(IMAGES, 7L));
    assertThat(groupCommits()).isEqualTo(1);
    commit(Map.of(IMAGES, 7L));
    commit(Map.of(IMAGES, 7L));

    assertThat(groupCommits()).isEqualTo(1);
    assertThat(mock.commitCount()).isEqualTo(3); // which end in the client
  }

  @Test
  void shouldCommitWhatHasMoved() {
    commit(Map.of(IMAGES, 7L, RESULTS, 3L));
    commit(Map.of(IMAGES, 7L));
    commit(Map.of(IMAGES, 7L, RESULTS, 4L));
    commit(Map.of(IMAGES, 6L)); // back: another thread had it meanwhile

    assertThat(groupCommits()).isEqualTo(3);
  }

  @Test
  void shouldCommitOffsetsThatAreBehindARecord() {
    commit(Map.of(IMAGES, 7L));
    producer.beginTransaction();
    producer.send(new ProducerRecord<>("dead-letters", new byte[1]));
    producer.sendOffsetsToTransaction(offsets(Map.of(IMAGES, 7L)), group());
    producer.commitTransaction();

    assertThat(groupCommits()).isEqualTo(2);
    assertThat(mock.history()).hasSize(1);
  }

  @Test
  void shouldForgetWhatWasAborted() {
    commit(Map.of(IMAGES, 7L));
    producer.beginTransaction();
    producer.sendOffsetsToTransaction(offsets(Map.of(IMAGES, 8L)), group());
    producer.abortTransaction();
    commit(Map.of(IMAGES, 8L));
    commit(Map.of(IMAGES, 8L));

    assertThat(groupCommits()).isEqualTo(2); // 7 and 8: those of an abort are not kept
  }

  @Test
  void shouldCommitAgainAfterAFailedCommit() {
    producer.beginTransaction();
    producer.sendOffsetsToTransaction(offsets(Map.of(IMAGES, 7L)), group());
    mock.commitTransactionException = new IllegalStateException("the broker is away");
    try {
      producer.commitTransaction();
    } catch (IllegalStateException expected) {
      mock.commitTransactionException = null;
    }
    producer.sendOffsetsToTransaction(offsets(Map.of(IMAGES, 7L)), group());
    producer.commitTransaction();

    assertThat(groupCommits()).isEqualTo(1);
  }

  private void commit(Map<TopicPartition, Long> offsets) {
    producer.beginTransaction();
    producer.sendOffsetsToTransaction(offsets(offsets), group());
    producer.commitTransaction();
  }

  private int groupCommits() {
    return mock.consumerGroupOffsetsHistory().size();
  }

  private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Long> offsets) {
    return offsets.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue(), "time")));
  }

  private static ConsumerGroupMetadata group() {
    return new ConsumerGroupMetadata("group");
  }
}
