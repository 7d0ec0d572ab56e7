package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {
  private static final DeadLetter LETTER =
      new DeadLetter("decode", "too-large", "too large", "qahan.images.v1", 2, 7);

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

  @Test
  void shouldEncloseTheWholeOfARecordThatFits() {
    Headers original = new RecordHeaders().add("traceparent", new byte[] {1});

    DeadLetter.Enclosed enclosed =
        LETTER.enclose(new byte[] {1}, new byte[] {2, 3}, original, 1_000);

    assertThat(enclosed.key()).containsExactly(1);
    assertThat(enclosed.value()).containsExactly(2, 3);
    assertThat(DeadLetter.isCut(enclosed.headers())).isFalse();
    assertThat(DeadLetter.removeFrom(enclosed.headers())).isEqualTo(original);
    assertThat(LETTER.enclose(null, null, null, 1_000).value()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {4_096, 100_000, 1 << 20})
  void shouldAlwaysFitWhateverIsTooLarge(int most) {
    for (int large = 0; large < 3; large++) {
      byte[] key = new byte[large == 0 ? 3_000_000 : 3];
      byte[] value = new byte[large == 1 ? 3_000_000 : 3];
      Headers headers =
          new RecordHeaders()
              .add("traceparent", new byte[55])
              .add("exif", new byte[large == 2 ? 3_000_000 : 3]);

      DeadLetter.Enclosed enclosed = LETTER.enclose(key, value, headers, most);

      assertThat(RecordSize.of(enclosed.key(), enclosed.value(), enclosed.headers()))
          .isLessThanOrEqualTo(most);
      assertThat(DeadLetter.isCut(enclosed.headers())).isTrue();
      assertThat(text(enclosed.headers(), DeadLetter.KEY_BYTES)).isEqualTo("" + key.length);
      assertThat(text(enclosed.headers(), DeadLetter.VALUE_BYTES)).isEqualTo("" + value.length);
      assertThat(text(enclosed.headers(), DeadLetter.SHA256)).hasSize(64);
      assertThat(text(enclosed.headers(), DeadLetter.OFFSET)).isEqualTo("7");
      assertThat(enclosed.headers().lastHeader("traceparent")).isNotNull();
    }
  }

  @Test
  void shouldSayTheSizeThatItsReaderSaw() {
    Headers cut =
        new RecordHeaders()
            .add(Oversize.VALUE_BYTES, "70000000".getBytes(StandardCharsets.UTF_8))
            .add(Oversize.SHA256, "abc".getBytes(StandardCharsets.UTF_8));

    DeadLetter.Enclosed enclosed = LETTER.enclose(new byte[3], new byte[10], cut, 1_000_000);

    assertThat(text(enclosed.headers(), DeadLetter.VALUE_BYTES)).isEqualTo("70000000");
    assertThat(text(enclosed.headers(), DeadLetter.SHA256)).isEqualTo("abc");
    assertThat(DeadLetter.removeFrom(enclosed.headers())).isEmpty();
  }

  @Test
  void shouldCutALongMessageShort() {
    DeadLetter wordy = new DeadLetter("s", "c", "x".repeat(2_000_000), "t", 0, 1);

    assertThat(RecordSize.of(wordy.addTo(new RecordHeaders()))).isLessThan(10_000);
  }

  private static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
