package io.qahan.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.topic.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterLogTest {
  private final DeadLetterLog log = new DeadLetterLog(2);

  @Test
  void shouldCountByCauseAndKeepTheLastOnes() {
    log.accept(letter("a", new DeadLetter("decode", "truncated", "too short", "images", 0, 1)));
    log.accept(letter("b", new DeadLetter("decode", "corrupt", "no PNG", "images", 0, 2)));
    log.accept(letter("c", new DeadLetter("decode", "truncated", "too short", "images", 0, 3)));

    assertThat(log.count()).isEqualTo(3);
    assertThat(log.causes())
        .containsExactly(
            new DeadLetterLog.Cause("corrupt", 1), new DeadLetterLog.Cause("truncated", 2));
    assertThat(log.latest())
        .containsExactly(
            new DeadLetterLog.Letter(7, "images", "truncated", "too short", "c"),
            new DeadLetterLog.Letter(7, "images", "corrupt", "no PNG", "b"));
  }

  @Test
  void shouldTakeRecordsThatNobodyOfOursWrote() {
    log.accept(new ConsumerRecord<>("dlq", 0, 0, null, new byte[] {1})); // no key, no headers

    assertThat(log.count()).isEqualTo(1);
    assertThat(log.latest().get(0).cause()).isEmpty();
  }

  @Test
  void shouldNotCountTheMarkOfAReplay() {
    Headers mark = new RecordHeaders().add(DeadLetter.REPLAYED, new byte[] {1});

    log.accept(
        new ConsumerRecord<>(
            "dlq",
            0,
            0,
            7,
            TimestampType.CREATE_TIME,
            0,
            0,
            new byte[] {1},
            null,
            mark,
            Optional.empty()));

    assertThat(log.count()).isZero();
  }

  @Test
  void shouldStayBoundedWhateverStandsInTheRecords() {
    for (int i = 0; i < 500; i++) {
      log.accept(
          letter("k", new DeadLetter("s", "cause-" + i, "x".repeat(10_000), "images", 0, i)));
    }

    assertThat(log.causes()).hasSizeLessThanOrEqualTo(51);
    assertThat(log.causes().stream().mapToLong(DeadLetterLog.Cause::count).sum()).isEqualTo(500);
    assertThat(log.latest().get(0).message()).hasSize(301);
  }

  private static ConsumerRecord<byte[], byte[]> letter(String key, DeadLetter letter) {
    Headers headers = letter.addTo(new RecordHeaders());
    return new ConsumerRecord<>(
        "dlq",
        0,
        0,
        7,
        TimestampType.CREATE_TIME,
        1,
        1,
        key.getBytes(StandardCharsets.UTF_8),
        new byte[] {1},
        headers,
        Optional.empty());
  }
}
