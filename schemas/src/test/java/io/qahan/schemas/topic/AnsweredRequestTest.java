package io.qahan.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnsweredRequestTest {
  @Test
  void shouldBeReadAsItWasWritten() {
    AnsweredRequest request = new AnsweredRequest(3, 1_767_225_600_000L);
    Headers headers = new RecordHeaders().add(request.header());

    assertThat(AnsweredRequest.in(headers)).contains(request);
    assertThat(headers.lastHeader("qahan.request").value())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("3@1767225600000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "3", "3@", "@5", "-1@5", "3@five", "3@5@6", "99999999999@5", "3@1e99"})
  void shouldNotBeReadFromWhatSomebodyElseWrote(String value) {
    Headers headers = new RecordHeaders();
    headers.add(AnsweredRequest.HEADER, value.getBytes(StandardCharsets.UTF_8));

    assertThat(AnsweredRequest.in(headers)).isEmpty();
  }

  @Test
  void shouldNotBeReadWhereNothingIsSaid() {
    assertThat(AnsweredRequest.in(null)).isEmpty();
    assertThat(AnsweredRequest.in(new RecordHeaders())).isEmpty();
    assertThat(AnsweredRequest.in(new RecordHeaders().add(AnsweredRequest.HEADER, (byte[]) null)))
        .isEmpty();
  }
}
