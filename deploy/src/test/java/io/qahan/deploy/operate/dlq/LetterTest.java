package io.qahan.deploy.operate.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.topic.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LetterTest {
  private static ConsumerRecord<byte[], byte[]> record(DeadLetter letter, byte[] key) {
    return new ConsumerRecord<>(
        "dlq.labels.v1",
        0,
        9,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        new byte[] {1, 2},
        letter.addTo(new RecordHeaders()),
        Optional.empty());
  }

  @Test
  void shouldReadWhereItCameFromAndWhy() {
    Letter letter =
        Letter.of(
            "labels",
            record(
                new DeadLetter("join", "label-out-of-range", "too large", "labels.v1", 3, 44),
                "an-image".getBytes(StandardCharsets.UTF_8)));

    assertThat(letter.id()).hasToString("labels-0@9");
    assertThat(letter.cells())
        .containsExactly(
            "labels-0@9",
            "1970-01-01T00:00:00Z",
            "an-image",
            "join",
            "label-out-of-range",
            "2",
            "",
            "too large");
    assertThat(letter.lines()).contains("origin      labels.v1 partition 3 offset 44");
  }

  @Test
  void shouldNotLetItsTextSteerATerminal() {
    Letter letter =
        Letter.of(
            "labels",
            record(new DeadLetter("join", "bad", "a\u001B[2Jb\nc", "labels.v1", 0, 0), null));

    assertThat(letter.cells().get(7)).isEqualTo("a [2Jb c");
    assertThat(letter.cells().get(2)).isEmpty();
  }
}
