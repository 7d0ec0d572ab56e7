package io.qahan.ingest.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qahan.ingest.IngestSettings;
import io.qahan.ingest.control.AccessToken;
import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.door.ServedRoutes;
import io.qahan.ingest.http.HttpPolicy;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.decode.ByteBudget;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.ingest.model.ClassNames;
import io.qahan.ingest.serving.ImageModel;
import io.qahan.ingest.stream.TopologyFixture;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelRoutesTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String CLIENT = "a token of clients";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Codecs codecs = Codecs.singleObject(new TopicNames("t."));
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private ServedRoutes served = served(TOKEN, false);

  @AfterEach
  void close() {
    served.close();
  }

  private ServedRoutes served(String token, boolean openToThisHost) {
    ConvShape shape = new ConvShape(new ImageShape(1, 8, 8), 2, 4);
    ImageModel model =
        new ImageModel(
            "",
            new ImageDecoder(shape.input(), ImageLimits.DEFAULT),
            shape,
            "fake-1",
            images -> new float[0][],
            new MaskTerms(BlockGrid.finest(16), Objective.SALIENT, 1, 1, 3),
            new ClassNames(List.of("star", "moon", "10")));
    LabelRoutes routes =
        new LabelRoutes(
            AccessToken.of(IngestSettings.ADMIN_TOKEN, token, System::nanoTime),
            AccessToken.of(IngestSettings.CLIENT_TOKEN, CLIENT, System::nanoTime),
            openToThisHost,
            new LabelSender(producer, "t.labels.v1", codecs.of(Topics.LABELS)),
            new HttpPolicy(
                TopologyFixture.serving(model),
                5_000,
                new ByteBudget(1 << 20),
                Duration.ofSeconds(1)),
            Clock.fixed(NOW, ZoneOffset.UTC));
    return new ServedRoutes(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), routes::addTo);
  }

  private ServedRoutes.Answer post(String path, String body) throws IOException {
    return served.call(
        request(path, body, "application/json").header("Authorization", "Bearer " + TOKEN));
  }

  private Request.Builder request(String path, String body, String type) {
    return served
        .to(path)
        .post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8), MediaType.get(type)));
  }

  private Request.Builder named(String host) {
    return request("/labels/a", "{\"class\": 1}", "application/json").header("Host", host);
  }

  private Label sent(int index) throws UndecodableRecordException {
    return codecs.of(Topics.LABELS).decode(producer.history().get(index).value());
  }

  @ParameterizedTest
  @CsvSource({"'\"star\"', 0", "'\"moon\"', 1", "1, 1", "2, 2", "'\"10\"', 2", "'\"1\"', 1"})
  void shouldPutOneLabelIntoKafkaByNameOrNumber(String named, int label) throws Exception {
    ServedRoutes.Answer answer =
        post("/labels/scan%207", "{\"class\": " + named + ", \"by\": \"eva\"}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("id").asText()).isEqualTo("scan 7");
    assertThat(answer.json().get("label").asInt()).isEqualTo(label);
    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertThat(record.topic()).isEqualTo("t.labels.v1");
    assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("scan 7");
    assertThat(sent(0)).isEqualTo(new Label(label, "eva", NOW));
  }

  @Test
  void shouldLetClientsLabelWithTheirOwnToken() throws Exception {
    ServedRoutes.Answer answer =
        served.call(
            request("/labels/a", "{\"class\": 1}", "application/json")
                .header("Authorization", "Bearer " + CLIENT));

    assertThat(answer.status()).isEqualTo(202);
  }

  @Test
  void shouldTakeManyAtOnceALineEach() throws Exception {
    ServedRoutes.Answer answer =
        post("/labels", "{\"id\":\"a\",\"class\":\"moon\"}\r\n\n{\"id\":\"b\",\"class\":0}\n");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().get("labels").asInt()).isEqualTo(2);
    assertThat(sent(0)).isEqualTo(new Label(1, "http", NOW));
    assertThat(sent(1)).isEqualTo(new Label(0, "http", NOW));
  }

  @Test
  void shouldPassOverAByteOrderMarkAndTakeNobodysNameForNone() throws Exception {
    assertThat(post("/labels", "\uFEFF{\"id\":\"a\",\"class\":1,\"by\":\" \"}").status())
        .isEqualTo(202);
    assertThat(sent(0)).isEqualTo(new Label(1, "http", NOW));
  }

  @Test
  void shouldLoseNoLabelOfALineWithTwo() throws Exception {
    ServedRoutes.Answer answer =
        post("/labels", "{\"id\":\"a\",\"class\":1}{\"id\":\"b\",\"class\":2}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).contains("line 1: It is not one JSON object");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldRefuseWhatIsNotUtf8() throws Exception {
    byte[] body = "{\"id\":\"Stra\u00dfe\",\"class\":1}".getBytes(StandardCharsets.ISO_8859_1);
    ServedRoutes.Answer answer =
        served.call(
            served
                .to("/labels")
                .header("Authorization", "Bearer " + TOKEN)
                .post(RequestBody.create(body, MediaType.get("application/x-ndjson"))));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("cause").asText()).isEqualTo("not-utf-8");
  }

  @Test
  void shouldTakeNoLineIfOneIsBadAndSayWhich() throws Exception {
    ServedRoutes.Answer answer =
        post(
            "/labels",
            "{\"id\":\"a\",\"class\":\"moon\"}\n{\"id\":\"b\",\"class\":\"sun\"}\n{\"class\":1}\nnonsense");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asText())
        .contains("line 2: The label is [sun]", "line 3: There is no id", "line 4:");
    assertThat(producer.history()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "star",
        "{}",
        "{\"class\": null}",
        "{\"class\": 1.5}",
        "{\"class\": 3}",
        "{\"class\": -1}",
        "{\"class\": 99999999999999999999}",
        "{\"class\": \"Star\"}",
        "{\"class\": \"star \"}",
        "{\"class\": 1}{\"class\": 2}",
        "{\"class\": \"star\", \"id\": \"other\"}"
      })
  void shouldRefuseWhatIsNoLabel(String body) throws Exception {
    ServedRoutes.Answer answer = post("/labels/a", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("advice").asText()).isNotBlank();
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldNameTheClassesThatThereAre() throws Exception {
    assertThat(post("/labels/a", "{\"class\": \"Star\"}").json().get("advice").asText())
        .contains("star, moon, 10");
  }

  @Test
  void shouldRefuseTooMuch() throws Exception {
    assertThat(post("/labels", " ".repeat(5_001)).status()).isEqualTo(413);
    assertThat(post("/labels/a", " ".repeat(4_097)).status()).isEqualTo(413);
  }

  @Test
  void shouldSayWhenKafkaDoesNotTakeThem() throws Exception {
    producer.sendException = new TimeoutException("no broker");
    ServedRoutes.Answer answer = post("/labels/a", "{\"class\": 1}");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().get("error").asText()).contains("no broker");
  }

  @Test
  void shouldAskForTheToken() throws Exception {
    Request.Builder without = request("/labels/a", "{\"class\": 1}", "application/json");
    assertThat(served.call(without).status()).isEqualTo(403);
    assertThat(served.call(without.header("Authorization", "Bearer wrong")).status())
        .isEqualTo(403);
    assertThat(served.call(request("/labels", "{}", "application/json")).status()).isEqualTo(403);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldLetProgramsOfThisHostInIfSoSetButNoForeignPageAndNoProxy() throws Exception {
    served.close();
    served = served("", true);
    Request.Builder mine = request("/labels/a", "{\"class\": 1}", "application/json");
    assertThat(served.call(mine).status()).isEqualTo(202);

    // What a page of another site may send without asking first.
    ServedRoutes.Answer plain = served.call(request("/labels/a", "{\"class\": 1}", "text/plain"));
    assertThat(plain.status()).isEqualTo(403);
    assertThat(plain.json().get("cause").asText()).isEqualTo("not-json");
    assertThat(plain.json().get("advice").asText()).contains("Content-Type: application/json");
    assertThat(served.call(mine.header("X-Forwarded-For", "192.0.2.1")).status()).isEqualTo(403);
    // What a page of another site may send once its own name leads to this host.
    assertThat(served.call(named("evil.example:" + served.port())).status()).isEqualTo(403);
    assertThat(served.call(named("127.0.0.1.evil.example")).status()).isEqualTo(403);
    assertThat(producer.history()).hasSize(1);

    assertThat(served.call(named("localhost")).status()).isEqualTo(202);
    assertThat(served.call(named("[::1]:" + served.port())).status()).isEqualTo(202);
  }
}
