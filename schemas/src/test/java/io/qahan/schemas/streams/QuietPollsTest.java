package io.qahan.schemas.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class QuietPollsTest {
  private static final TopicPartition IMAGES = new TopicPartition("images", 0);
  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration WAITING = Duration.ofMillis(200);

  private final List<Duration> waited = new ArrayList<>();
  private final MockConsumer<byte[], byte[]> mock =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
          waited.add(timeout);
          return super.poll(timeout);
        }
      };
  private long nanos;
  private final QuietPolls quiet = new QuietPolls(() -> nanos);
  private final Consumer<byte[], byte[]> consumer = quiet.over(mock);

  QuietPollsTest() {
    mock.assign(List.of(IMAGES));
    mock.updateBeginningOffsets(Map.of(IMAGES, 0L));
    quiet.busy();
  }

  @Test
  void shouldPollAsUsualAtTheStartAndLongerWhenNothingHasHappened() {
    consumer.poll(SHORT);
    later(501);
    consumer.poll(SHORT);

    assertThat(waited).containsExactly(SHORT, WAITING);
  }

  @Test
  void shouldPollAsUsualAfterARecord() {
    later(501);
    mock.addRecord(new ConsumerRecord<>("images", 0, 0, null, new byte[1]));
    assertThat(consumer.poll(SHORT).count()).isEqualTo(1);
    later(500);
    consumer.poll(SHORT);
    later(1);
    consumer.poll(SHORT);

    assertThat(waited).containsExactly(WAITING, SHORT, WAITING);
  }

  @Test
  void shouldPollAsUsualWhileThereIsSomethingToLookAfter() {
    for (int i = 0; i < 3; i++) {
      later(400);
      quiet.busy();
      consumer.poll(SHORT);
    }

    assertThat(waited).containsOnly(SHORT);
  }

  @Test
  void shouldNotMakeAPollWaitThatMustNotOrWaitsLongerAnyway() {
    later(501);
    consumer.poll(Duration.ZERO);
    consumer.poll(Duration.ofSeconds(1));

    assertThat(waited).containsExactly(Duration.ZERO, Duration.ofSeconds(1));
  }

  @Test
  void shouldKnowTheQuietOfEachThread() throws InterruptedException {
    later(501);
    Thread other = new Thread(() -> consumer.poll(SHORT));
    other.start();
    other.join();
    consumer.poll(SHORT);

    assertThat(waited).containsExactly(SHORT, WAITING); // the other one has just begun
  }

  private void later(long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
  }
}
