package io.qahan.ingest.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.topic.KeyPartition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PastRecordsTest {
  private static final String TOPIC = "predictions";
  private static final int PARTITIONS = 4;
  private static final long MOST = 5_000;

  private final Log log = new Log();
  private final PastRecords past = new PastRecords(log, Duration.ofSeconds(10), MOST);

  @AfterEach
  void close() {
    past.close();
    assertThat(log.closed()).isTrue();
  }

  @Test
  void shouldFindTheNewestRecordOfAKey() throws Exception {
    log.write(own("a"), "a", "old");
    log.write(own("a"), "other", "not this");
    log.write(own("a"), "a", "new");

    PastRecords.Search search = find("a");
    assertThat(search.found()).map(PastRecordsTest::text).contains("new");
  }

  @Test
  void shouldFindWhatLiesInThePartitionOfBeforeTheTopicGrew() throws Exception {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      if (partition != own("a")) {
        String key = "a" + partition;
        log.write(partition, key, "in " + partition);
        assertThat(find(key).found()).as(key).isPresent();
      }
    }
  }

  @Test
  void shouldPreferThePartitionToWhichTheKeyBelongsNow() throws Exception {
    log.write((own("a") + 1) % PARTITIONS, "a", "before it grew");
    log.write(own("a"), "a", "now");

    assertThat(find("a").found()).map(PastRecordsTest::text).contains("now");
  }

  @Test
  void shouldSayThatItSawAllThereIs() throws Exception {
    log.write(own("a"), "b", "first");
    log.write(own("a"), "c", "second");
    log.write((own("a") + 1) % PARTITIONS, "d", "elsewhere");

    PastRecords.Search search = find("a");
    assertThat(search.found()).isEmpty();
    assertThat(search.whole()).isTrue();
    assertThat(search.looked()).isEqualTo(3);
    assertThat(search.since()).contains(Instant.ofEpochMilli(0));
  }

  @Test
  void shouldLookBackNoFurtherThanToldAndSaySo() throws Exception {
    log.write(own("a"), "a", "too far back");
    for (int i = 0; i < MOST; i++) {
      log.write(own("a"), "b", "");
    }

    PastRecords.Search search = find("a");
    assertThat(search.found()).isEmpty();
    assertThat(search.whole()).isFalse();
    assertThat(search.looked()).isEqualTo(MOST);
    assertThat(search.since()).contains(Instant.ofEpochMilli(1));
  }

  @Test
  void shouldShareTheSameEffortAmongAllOtherPartitions() throws Exception {
    for (int i = 0; i < 2 * MOST; i++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        if (partition != own("a")) {
          log.write(partition, "b", "");
        }
      }
    }

    PastRecords.Search search = find("a");
    assertThat(search.whole()).isFalse();
    assertThat(search.looked()).isEqualTo(MOST / (PARTITIONS - 1) * (PARTITIONS - 1));
  }

  @Test
  void shouldTellWhoAsksThatTheTopicCannotBeReadAndGoOn() throws Exception {
    log.write(own("a"), "a", "here");
    log.setPollException(new KafkaException("away"));
    assertThatThrownBy(() -> find("a"))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("away");
    assertThatThrownBy(() -> past.find("nothing", "a".getBytes(UTF_8)).get(10, TimeUnit.SECONDS))
        .hasRootCauseMessage("there is no topic [nothing]");

    assertThat(find("a").found()).isPresent();
  }

  @Test
  void shouldReadTheNewestOfEachPartitionBackInOrder() throws Exception {
    for (int i = 0; i < 5; i++) {
      log.write(0, "k", "0-" + i);
    }
    log.write(2, "k", "2-0");
    LinkedBlockingQueue<String> read = new LinkedBlockingQueue<>();
    past.readBack(TOPIC, 2 * PARTITIONS, record -> read.add(text(record)));
    find("whatever"); // answered after it

    assertThat(read)
        .containsExactlyInAnyOrder("0-3", "0-4", "2-0")
        .containsSubsequence("0-3", "0-4");
  }

  private PastRecords.Search find(String key) throws Exception {
    return past.find(TOPIC, key.getBytes(UTF_8)).get(30, TimeUnit.SECONDS);
  }

  private static int own(String key) {
    return KeyPartition.of(key.getBytes(UTF_8), PARTITIONS);
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  /** A topic that gives its records again when they are sought; their times are their offsets. */
  private static final class Log extends MockConsumer<byte[], byte[]> {
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records =
        new HashMap<>();

    Log() {
      super("earliest");
      List<PartitionInfo> infos = new ArrayList<>();
      for (int i = 0; i < PARTITIONS; i++) {
        TopicPartition partition = new TopicPartition(TOPIC, i);
        records.put(partition, new ArrayList<>());
        updateBeginningOffsets(Map.of(partition, 0L));
        updateEndOffsets(Map.of(partition, 0L));
        infos.add(new PartitionInfo(TOPIC, i, null, null, null));
      }
      updatePartitions(TOPIC, infos);
    }

    synchronized void write(int partition, String key, String value) {
      TopicPartition place = new TopicPartition(TOPIC, partition);
      List<ConsumerRecord<byte[], byte[]>> written = records.get(place);
      written.add(
          new ConsumerRecord<>(
              TOPIC,
              partition,
              written.size(),
              written.size(),
              TimestampType.CREATE_TIME,
              key.length(),
              value.length(),
              key.getBytes(UTF_8),
              value.getBytes(UTF_8),
              new RecordHeaders(),
              Optional.empty()));
      updateEndOffsets(Map.of(place, (long) written.size()));
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      for (TopicPartition place : assignment()) {
        List<ConsumerRecord<byte[], byte[]>> written = records.get(place);
        written.subList((int) position(place), written.size()).forEach(this::addRecord);
      }
      return super.poll(timeout);
    }
  }
}
