package io.qahan.schemas.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.RegistryUnavailableException;
import io.qahan.schemas.metrics.MetricsRegistry;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsServerTest {
  private final MetricsRegistry metrics = new MetricsRegistry();
  private final AtomicReference<Health> health = new AtomicReference<>(Health.starting("not yet"));
  private final OperationsServer server =
      OperationsServer.start(
          Settings.of(CommonSettings.all(), Map.of()),
          metrics.prometheus(),
          health::get,
          config -> config.routes.get("/own", ctx -> ctx.result("mine")));

  @AfterEach
  void stop() {
    server.close();
    metrics.close();
  }

  @Test
  void shouldSayWhetherItIsLiveAndReady() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);

    health.set(Health.ready("running"));
    assertThat(get("/readyz").body()).isEqualTo("running");

    health.set(Health.failed("broken"));
    assertThat(get("/livez").statusCode()).isEqualTo(503);
  }

  /** What no route ever sees; a client that asks for JSON must be able to read why. */
  @ParameterizedTest
  @ValueSource(strings = {"/own%ff", "/own/%", "/own/%zz", "/%c3%28", "/a/..%2f..%2fb", "/own%00"})
  void shouldRefuseInJsonWhatCannotBeRead(String path) throws Exception {
    for (String accept : List.of("text/html", "*/*", "application/json")) {
      String answer = raw("GET " + path + " HTTP/1.1\r\nAccept: " + accept);
      assertThat(answer).as(accept).startsWith("HTTP/1.1 4").doesNotContainIgnoringCase("<html");
      if (answer.startsWith("HTTP/1.1 400")) {
        assertThat(answer).contains("Content-Type: application/json").contains("\"advice\":");
        new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
      }
    }
    assertThat(raw("GET /own%ff HTTP/1.1")).startsWith("HTTP/1.1 400");
  }

  @Test
  void shouldRefuseInJsonHeadersThatAreTooLong() throws Exception {
    assertThat(raw("GET /own HTTP/1.1\r\nX: " + "x".repeat(20_000)))
        .startsWith("HTTP/1.1 431")
        .contains("Content-Type: application/json")
        .contains("\"cause\":\"bad-request\"");
  }

  /** An answer to a request as written, which no client would send so. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String rest = "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write((request + rest).getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void shouldServeMetricsAndTheServicesOwnRoutes() throws Exception {
    HttpResponse<String> scrape = get("/metrics");

    assertThat(scrape.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(scrape.body()).contains("jvm_threads_live_threads");
    assertThat(get("/own").body()).isEqualTo("mine");
  }

  @Test
  void shouldNotBeReadyWhileRecordsWaitForTheSchemaRegistry() throws Exception {
    String nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + closed.getLocalPort();
    }
    Settings settings = Settings.of(CommonSettings.all(), Map.of("schema.registry.url", nobody));
    health.set(Health.ready("running"));
    try (OperationsServer waiting =
        OperationsServer.start(settings, metrics.prometheus(), health::get, config -> {})) {
      assertThat(get(waiting, "/readyz").body()).isEqualTo("running");

      byte[] bytes = {0, 0, 0, 0, 7, 2};
      assertThatThrownBy(() -> Codecs.from(settings).of(Topics.LABELS).decode(bytes))
          .isInstanceOf(RegistryUnavailableException.class);

      assertThat(get(waiting, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(waiting, "/readyz").body()).contains("records wait").contains(nobody);
      assertThat(get(waiting, "/livez").statusCode()).isEqualTo(200);
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(server, path);
  }

  private static HttpResponse<String> get(OperationsServer server, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
