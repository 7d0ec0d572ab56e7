package io.qahan.ingest.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.ingest.door.ServedRoutes;
import io.qahan.ingest.page.PageFixture;
import io.qahan.ingest.page.PageOptions;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlRoutesTest {
  private static final String GOOD = "Bearer " + PageFixture.TOKEN;

  private final PageFixture http =
      new PageFixture(PageFixture.TOKEN, new PageOptions(1, 60, Duration.ofSeconds(5)));

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void shouldRefuseEverybodyWhenNoTokenIsSet() throws Exception {
    try (PageFixture closed = new PageFixture("", new PageOptions(1, 60, Duration.ofSeconds(5)))) {
      for (String authorization : new String[] {null, "", "Bearer ", GOOD}) {
        ServedRoutes.Answer answer = closed.control(authorization, "{\"action\":\"freeze\"}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("cause").asText()).isEqualTo("admin-off");
        assertThat(answer.json().get("advice").asText()).contains("ingest.http.admin.token");
      }
      assertThat(closed.producer.history()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer ",
        PageFixture.TOKEN,
        "Bearer 0123456789abcdeF",
        "Bearer 0123456789abcde",
        "Bearer 0123456789abcdef ",
        "Bearer  0123456789abcdef0",
        "Basic 0123456789abcdef"
      })
  void shouldRefuseAWrongToken(String authorization) throws Exception {
    ServedRoutes.Answer answer = http.control(authorization, "{\"action\":\"freeze\"}");

    boolean trimmed = authorization.endsWith(" ") && authorization.trim().equals(GOOD);
    assertThat(answer.status()).isEqualTo(trimmed ? 202 : 403); // HTTP trims header values
    assertThat(answer.body()).doesNotContain(PageFixture.TOKEN);
  }

  @Test
  void shouldPutTheOrderIntoTheControlTopicUnderTheModelsName() throws Exception {
    ServedRoutes.Answer answer =
        http.control(GOOD, "{\"action\":\"pin\",\"version\":12,\"reason\":\"looks good\"}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("version").asLong()).isEqualTo(12);
    ProducerRecord<byte[], byte[]> sent = http.producer.history().get(0);
    assertThat(sent.topic()).isEqualTo("t.control.v1");
    assertThat(sent.key()).asString(StandardCharsets.UTF_8).isEqualTo("default");
    assertThat(http.codecs.of(Topics.CONTROL).decode(sent.value()))
        .isEqualTo(
            new Control(ControlAction.PIN, 12L, "live page", "looks good", PageFixture.START));
  }

  @ParameterizedTest
  @CsvSource({"freeze,FREEZE", "resume,RESUME", "roll-back,ROLL_BACK"})
  void shouldTakeActionsWithoutAVersion(String slug, ControlAction action) throws Exception {
    assertThat(http.control(GOOD, "{\"action\":\"" + slug + "\"}").status()).isEqualTo(202);

    Control sent = http.codecs.of(Topics.CONTROL).decode(http.producer.history().get(0).value());
    assertThat(sent.getAction()).isEqualTo(action);
    assertThat(sent.getVersion()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"action\":\"stop\"}|bad-action",
        "{\"action\":\"PIN\",\"version\":1}|bad-action",
        "{}|bad-action",
        "{\"action\":\"pin\"}|bad-version",
        "{\"action\":\"pin\",\"version\":-1}|bad-version",
        "{\"action\":\"pin\",\"version\":1.5}|bad-version",
        "{\"action\":\"pin\",\"version\":\"1\"}|bad-version",
        "{\"action\":\"pin\",\"version\":99999999999999999999}|bad-version",
        "{\"action\":\"freeze\",\"version\":1}|bad-version",
        "[]|bad-body",
        "freeze|bad-body",
        "''|bad-body"
      })
  void shouldRefuseWhatCannotBeCarriedOut(String body, String cause) throws Exception {
    ServedRoutes.Answer answer = http.control(GOOD, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("cause").asText()).isEqualTo(cause);
    assertThat(answer.json().get("advice").asText()).isNotBlank();
    assertThat(http.producer.history()).isEmpty();
  }

  @Test
  void shouldRefuseALongReasonAndALongBody() throws Exception {
    String reason = "{\"action\":\"freeze\",\"reason\":\"" + "x".repeat(501) + "\"}";
    assertThat(http.control(GOOD, reason).json().get("cause").asText()).isEqualTo("bad-reason");
    assertThat(http.control(GOOD, " ".repeat(5_000)).status()).isEqualTo(413);
  }

  @Test
  void shouldSayWhenTheOrderDidNotGetIntoKafka() throws Exception {
    http.producer.sendException = new TimeoutException("no broker");

    ServedRoutes.Answer answer = http.control(GOOD, "{\"action\":\"freeze\"}");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().get("cause").asText()).isEqualTo("not-stored");
  }
}
