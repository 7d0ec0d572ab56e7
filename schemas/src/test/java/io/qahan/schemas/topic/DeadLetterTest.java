package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  @Test
  void shouldKeepTheOriginalHeadersAndAddItsOwnOnce() {
    Headers original = new RecordHeaders().add("traceparent", new byte[] {1});
    DeadLetter first = new DeadLetter("decode", "truncated", "cut short", "qahan.images.v1", 2, 7);
    DeadLetter second = new DeadLetter("solve", "no-answer", "late", "qahan.x.v1", 0, 1);

    Headers twice = second.addTo(first.addTo(original));

    assertThat(twice.lastHeader("traceparent").value()).containsExactly(1);
    assertThat(twice.headers(DeadLetter.CAUSE)).hasSize(1);
    assertThat(text(twice, DeadLetter.CAUSE)).isEqualTo("no-answer");
    assertThat(text(first.addTo(original), DeadLetter.OFFSET)).isEqualTo("7");
    assertThat(original.lastHeader(DeadLetter.CAUSE)).isNull();
  }

  @Test
  void shouldGiveTheOriginalHeadersBack() {
    Headers original = new RecordHeaders().add("traceparent", new byte[] {1});
    DeadLetter letter = new DeadLetter("decode", "truncated", "cut short", "qahan.images.v1", 2, 7);

    assertThat(DeadLetter.removeFrom(letter.addTo(original))).isEqualTo(original);
  }

  @Test
  void shouldTellAMarkFromADeadLetter() {
    DeadLetter letter = new DeadLetter("decode", "truncated", "cut short", "qahan.images.v1", 2, 7);

    assertThat(DeadLetter.isMark(letter.addTo(new RecordHeaders()))).isFalse();
    assertThat(DeadLetter.isMark(new RecordHeaders().add(DeadLetter.REPLAYED, new byte[] {1})))
        .isTrue();
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
