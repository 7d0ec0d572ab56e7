package io.qahan.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qahan.schemas.avro.Label;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries, and what stands before them, that answer well, badly or not at all. */
class RegistryCodecTest {
  private static final int ID = 7;
  private static final String SCHEMA = Topics.LABELS.schema().toString();
  private static final String NONE =
      "{\"status\":404,\"name\":\"ContentNotFoundException\",\"title\":\"No content 7\"}";
  private static final String NONE_V2 =
      "{\"error_code\":404,\"name\":\"ContentNotFoundException\",\"message\":\"No content 7\"}";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Label label = (Label) SampleRecords.all().get(Topics.LABELS);
  private final AtomicLong nanos = new AtomicLong(1);
  private MockWebServer server;
  private volatile Function<RecordedRequest, MockResponse> answers = RegistryCodecTest::good;

  @BeforeAll
  static void trust() {
    TrustedRecords.register();
  }

  @BeforeEach
  void start() throws IOException {
    server = new MockWebServer();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answers.apply(request);
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What is no answer of a registry. */
  static Stream<Named<MockResponse>> faults() {
    String page = "<html><body>Please sign in</body></html>";
    return Stream.of(
        Named.of("cut", response().onResponseStart(close()).build()),
        Named.of("cut at once", response().onRequestStart(close()).build()),
        Named.of("half", json(200, SCHEMA).onResponseBody(close()).build()),
        Named.of("half, as if it were whole", json(200, SCHEMA.substring(0, 60)).build()),
        Named.of("empty", json(200, "").build()),
        Named.of("no content", response().code(204).build()),
        Named.of("page", of(200, "text/html", page).build()),
        Named.of("page that says json", json(200, page).build()),
        Named.of("redirect", of(302, "text/html", "").addHeader("Location", "/login").build()),
        Named.of("redirect of all", json(307, "").addHeader("Location", "/login").build()),
        Named.of("json that is no schema", json(200, "{\"status\":\"UP\"}").build()),
        Named.of("an empty list", json(200, "[]").build()),
        Named.of("bad request", json(400, NONE).build()),
        Named.of("who are you", json(401, "{\"name\":\"UnauthorizedException\"}").build()),
        Named.of("not you", of(403, "text/html", page).build()),
        Named.of("a proxy's page", of(404, "text/html", page).build()),
        Named.of("a proxy's text", of(404, "text/plain", "no such host").build()),
        Named.of("a gateway's json", json(404, "{\"message\":\"no Route matched\"}").build()),
        Named.of("a server's json", json(404, "{\"status\":404,\"error\":\"Not Found\"}").build()),
        Named.of("404 without a word", response().code(404).build()),
        Named.of("conflict", json(409, "{\"name\":\"RuleViolationException\"}").build()),
        Named.of("too many", of(429, "text/plain", "later").build()),
        Named.of("broken", json(500, "{\"name\":\"SQLException\",\"status\":500}").build()),
        Named.of("bad gateway", of(502, "text/html", page).build()),
        Named.of("away", of(503, "text/plain", "away").build()));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void shouldNotBlameTheRecordForWhatIsNoAnswerOfARegistry(MockResponse fault) throws Exception {
    SchemaRegistry registry = registry("");
    RegistryCodec<Label> codec = codec(registry);
    answers = request -> fault;

    assertThatThrownBy(() -> codec.decode(bytes(ID)))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining(server.url("/").toString());
    assertThat(registry.outage()).isPresent();
    assertThatThrownBy(() -> codec.encode(label)).isInstanceOf(RegistryUnavailableException.class);

    answers = RegistryCodecTest::good;
    assertThat(codec.decode(bytes(ID))).isEqualTo(label);
    assertThat(registry.outage()).isEmpty();
    assertThat(codec.decode(codec.encode(label))).isEqualTo(label);
  }

  @Test
  void shouldWaitForASilentRegistryNoLongerThanItMustAndAskItAgainOverAnotherConnection()
      throws Exception {
    String url = server.url("/").toString();
    SchemaRegistry registry =
        new SchemaRegistry(RegistryAddress.of(url), Duration.ofSeconds(2), nanos::get);
    answers = request -> response().onResponseStart(SocketEffect.Stall.INSTANCE).build();
    assertThatThrownBy(() -> codec(registry).decode(bytes(ID)))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("within 2000 ms");

    answers = RegistryCodecTest::good;
    assertThat(codec(registry).decode(bytes(ID))).isEqualTo(label);
  }

  @Test
  void shouldNotBlameTheRecordWhereNothingListensOrTlsIsSpokenToOneThatDoesNot() {
    String url = server.url("/").toString();
    SchemaRegistry tls =
        new SchemaRegistry(
            RegistryAddress.of(url.replace("http:", "https:")), PATIENCE, nanos::get);
    assertThatThrownBy(() -> codec(tls).decode(bytes(ID)))
        .isInstanceOf(RegistryUnavailableException.class);
    server.close();
    assertThatThrownBy(() -> codec(registry("")).decode(bytes(ID)))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void shouldBlameTheRecordForASchemaThatTheRegistrySaysIsNotThere() {
    answers = request -> json(404, NONE).build();
    RegistryCodec<Label> codec = codec(registry(""));
    assertThatThrownBy(() -> codec.decode(bytes(ID)))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("[7]");

    answers = request -> json(404, NONE_V2).build();
    assertThatThrownBy(() -> codec(registry("apis/registry/v2")).decode(bytes(ID)))
        .isInstanceOf(UndecodableRecordException.class);
  }

  @Test
  void shouldAskAgainForASchemaThatWasNotThereOnlyAfterAWhile() throws Exception {
    answers = request -> json(404, NONE).build();
    RegistryCodec<Label> codec = codec(registry(""));
    for (int again = 0; again < 3; again++) {
      assertThatThrownBy(() -> codec.decode(bytes(ID)))
          .isInstanceOf(UndecodableRecordException.class);
    }
    assertThat(server.getRequestCount()).isEqualTo(1);

    answers = RegistryCodecTest::good;
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(codec.decode(bytes(ID))).isEqualTo(label);
  }

  @Test
  void shouldNotAskForAnIdThatNoRegistryGives() {
    assertThatThrownBy(() -> codec(registry("")).decode(bytes(-5)))
        .isInstanceOf(UndecodableRecordException.class);
    assertThatThrownBy(() -> codec(registry("")).decode(new byte[] {0, 0, 0}))
        .isInstanceOf(UndecodableRecordException.class);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void shouldBlameTheRecordForASchemaOfSomethingElse() {
    answers = request -> schemaOr(request, "\"string\"");
    assertThatThrownBy(() -> codec(registry("")).decode(bytes(ID)))
        .isInstanceOf(UndecodableRecordException.class);
    answers = request -> schemaOr(request, Topics.IMAGES.schema().toString());
    assertThatThrownBy(() -> codec(registry("")).decode(bytes(ID)))
        .isInstanceOf(UndecodableRecordException.class);
  }

  /** Another application's, in the same registry. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\","
            + "\"properties\":{\"id\":{\"type\":\"string\"}}}",
        "syntax = \"proto3\"; message Label { string id = 1; }",
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"/>"
      })
  void shouldBlameTheRecordForASchemaOfAnotherKind(String schema) {
    answers = request -> ofKind(request, schema, "JSON");
    RegistryCodec<Label> codec = codec(registry(""));
    for (int again = 0; again < 3; again++) {
      assertThatThrownBy(() -> codec.decode(bytes(ID)))
          .isInstanceOf(UndecodableRecordException.class)
          .hasMessageContaining("[7]")
          .hasMessageContaining("[JSON]");
    }
    assertThat(server.getRequestCount()).as("asked once").isLessThanOrEqualTo(3);
    assertThatThrownBy(() -> codec(registry("apis/registry/v2")).decode(bytes(ID)))
        .isInstanceOf(UndecodableRecordException.class)
        .hasMessageContaining("[JSON]");
  }

  @Test
  void shouldNotBlameTheRecordForHalfAnAvroSchema() {
    answers = request -> ofKind(request, SCHEMA.substring(0, 60), "AVRO");
    assertThatThrownBy(() -> codec(registry("")).decode(bytes(ID)))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void shouldNotBlameTheRecordForANameThatIsNotFound() {
    UnknownHostException unknown = new UnknownHostException("Failed to resolve 'registry'");
    for (Throwable thrown :
        List.of(unknown, new IllegalStateException(new ExecutionException(unknown)))) {
      RegistryFault fault = RegistryFault.of(thrown);
      assertThat(fault.saysThereIsNone() || fault.mayBeOfAnotherKind()).isFalse();
      assertThat(fault).hasMessageContaining("'registry'");
    }
  }

  @Test
  void shouldGoOnWithWhatItHasSeenWhileTheRegistryIsAway() throws Exception {
    RegistryCodec<Label> codec = codec(registry(""));
    byte[] written = codec.encode(label);
    assertThat(codec.decode(bytes(ID))).isEqualTo(label);
    server.close();
    nanos.addAndGet(Duration.ofDays(30).toNanos());

    assertThat(codec.encode(label)).isEqualTo(written).startsWith(0, 0, 0, 0, ID);
    assertThat(codec.decode(written)).isEqualTo(label);
  }

  @Test
  void shouldReadWhatItWroteWithoutAskingForTheSchema() throws Exception {
    RegistryCodec<Label> codec = codec(registry(""));
    byte[] written = codec.encode(label);
    server.close();

    assertThat(codec.decode(written)).isEqualTo(label);
  }

  @Test
  void shouldNotCallAConnectionThatBreaksOnceAnOutage() throws Exception {
    AtomicLong asked = new AtomicLong();
    answers =
        request ->
            asked.incrementAndGet() == 1
                ? response().onResponseStart(close()).build()
                : good(request);
    assertThat(codec(registry("")).decode(bytes(ID))).isEqualTo(label);
  }

  @Test
  void shouldForgetAnOutageThatNobodyMeetsAnyMore() {
    SchemaRegistry registry = registry("");
    answers = request -> of(503, "text/plain", "away").build();
    assertThatThrownBy(() -> registry.schema(ID)).isInstanceOf(RegistryUnavailableException.class);
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    assertThat(registry.outage()).isEmpty();
  }

  private static MockResponse good(RecordedRequest request) {
    return schemaOr(request, SCHEMA);
  }

  /** As Apicurio 3 answers, as far as it is asked. */
  private static MockResponse schemaOr(RecordedRequest request, String schema) {
    String path = request.getUrl().encodedPath();
    if (path.endsWith("/references")) {
      return json(200, "[]").build();
    }
    return path.endsWith("/artifacts")
        ? json(200, "{\"version\":{\"version\":\"1\",\"globalId\":9,\"contentId\":7}}").build()
        : json(200, schema).build();
  }

  /** As Apicurio answers of a schema that its registry holds as one of that kind. */
  private static MockResponse ofKind(RecordedRequest request, String schema, String kind) {
    boolean search = request.getUrl().encodedPath().contains("/search/");
    String found =
        "{\"count\":1,\"versions\":[{\"contentId\":7,\"artifactType\":\"%1$s\"}],"
            + "\"artifacts\":[{\"id\":\"x\",\"type\":\"%1$s\"}]}";
    return search ? json(200, found.formatted(kind)).build() : schemaOr(request, schema);
  }

  private SchemaRegistry registry(String path) {
    return new SchemaRegistry(
        RegistryAddress.of(server.url("/" + path).toString()), PATIENCE, nanos::get);
  }

  private RegistryCodec<Label> codec(SchemaRegistry registry) {
    return new RegistryCodec<>("labels", Topics.LABELS.schema(), registry, nanos::get);
  }

  /** The label in the wire format. */
  private byte[] bytes(int id) {
    byte[] single = Codecs.singleObject(new TopicNames("qahan.")).of(Topics.LABELS).encode(label);
    int header = 10;
    return ByteBuffer.allocate(5 + single.length - header)
        .put((byte) 0)
        .putInt(id)
        .put(single, header, single.length - header)
        .array();
  }

  private static SocketEffect close() {
    return new SocketEffect.CloseSocket();
  }

  private static MockResponse.Builder response() {
    return new MockResponse.Builder();
  }

  private static MockResponse.Builder json(int status, String body) {
    return of(status, "application/json", body);
  }

  private static MockResponse.Builder of(int status, String type, String body) {
    return response().code(status).setHeader("Content-Type", type).body(body);
  }
}
