package io.qahan.deploy.operate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.send.SteppedClock;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class StreamCopyTest {
  private static final TopicNames PAST = new TopicNames("past.");
  private static final TopicNames FRESH = new TopicNames("fresh.");
  private static final TopicPartition IMAGES = new TopicPartition(PAST.of(Topics.IMAGES), 0);
  private static final TopicPartition LABELS = new TopicPartition(PAST.of(Topics.LABELS), 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final Map<TopicPartition, Long> ends = new HashMap<>(Map.of(IMAGES, 0L, LABELS, 0L));
  private final SteppedClock clock = new SteppedClock();

  /** Notes when what was sent. */
  private class TimedProducer extends MockProducer<byte[], byte[]> {
    private final List<Duration> images = new ArrayList<>();
    private final List<Duration> labels = new ArrayList<>();

    TimedProducer(boolean autoComplete) {
      super(autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      (record.topic().equals(FRESH.of(Topics.IMAGES)) ? images : labels)
          .add(Duration.between(Instant.EPOCH, clock.now()));
      return super.send(record, callback);
    }
  }

  private void add(TopicPartition partition, long timestamp) {
    if (consumer.assignment().isEmpty()) {
      consumer.assign(List.of(IMAGES, LABELS));
      consumer.updateBeginningOffsets(Map.of(IMAGES, 0L, LABELS, 0L));
    }
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    consumer.addRecord(
        new ConsumerRecord<>(
            partition.topic(),
            0,
            offset,
            timestamp,
            TimestampType.CREATE_TIME,
            0,
            0,
            new byte[] {(byte) timestamp},
            new byte[] {1},
            new RecordHeaders(),
            Optional.empty()));
  }

  private StreamCopy.Counts copy(TimedProducer producer, double rate) throws InterruptedException {
    return new StreamCopy(producer, PAST, FRESH, rate, clock, Optional.empty())
        .run(new TimeMerge(consumer, ends));
  }

  @Test
  void shouldSendImagesAtTheRateAndLabelsAmongThem() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      add(IMAGES, 10 * i);
    }
    add(LABELS, 15); // between the second and the third
    add(LABELS, 16);
    TimedProducer producer = new TimedProducer(true);

    StreamCopy.Counts counts = copy(producer, 50);

    assertThat(counts).isEqualTo(new StreamCopy.Counts(4, 2));
    assertThat(producer.images)
        .containsExactly(
            Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(40), Duration.ofMillis(60));
    assertThat(producer.labels).containsOnly(Duration.ofMillis(20));
    assertThat(producer.history()).extracting(record -> record.key()[0]).startsWith((byte) 0);
    assertThat(producer.history()).allMatch(record -> record.timestamp() == null);
  }

  @Test
  void shouldNotWaitWithoutARate() throws InterruptedException {
    add(IMAGES, 0);
    add(IMAGES, 10);
    TimedProducer producer = new TimedProducer(true);

    copy(producer, 0);

    assertThat(producer.images).containsOnly(Duration.ZERO);
  }

  @Test
  void shouldSayWhatToDoWhenARecordCannotBeSent() {
    add(IMAGES, 0);
    add(IMAGES, 10);
    TimedProducer producer =
        new TimedProducer(false) {
          @Override
          public synchronized void flush() {
            while (errorNext(new TimeoutException("no answer"))) {
              // every record that is on its way
            }
          }
        };

    assertThatThrownBy(() -> copy(producer, 0))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("no answer")
        .hasMessageContaining("Delete the topics of the new prefix");
  }
}
