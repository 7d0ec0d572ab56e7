package io.qahan.schemas.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.RegistryUnavailableException;
import io.qahan.schemas.metrics.MetricsRegistry;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.settings.SettingsException;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HostCheck HOSTS =
      new HostCheck(List.of("localhost", "qahan.example.com"), () -> Set.of("Node-1.example.com"));

  private final MetricsRegistry metrics = new MetricsRegistry();
  private final AtomicReference<Health> health = new AtomicReference<>(Health.starting("not yet"));
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicInteger read = new AtomicInteger();
  private final OperationsServer server =
      OperationsServer.start(
          Settings.of(CommonSettings.all(), Map.of()),
          metrics.prometheus(),
          health::get,
          config -> {
            config.routes.get("/own", ctx -> ctx.result("mine"));
            config.routes.post("/body", this::readBody);
          });

  private void readBody(Context ctx) {
    reading.incrementAndGet();
    ctx.result(ctx.body());
    read.incrementAndGet();
  }

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

  /** Each holds a thread for as long as its client likes. */
  @Test
  void shouldAnswerHealthWhileManyBodiesComeSlowly() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 400; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1"
                    .getBytes(StandardCharsets.US_ASCII));
      }
      await().atMost(PATIENCE).until(() -> reading.get() == 200);
      assertThat(raw("GET /livez HTTP/1.1")).startsWith("HTTP/1.1 200");

      for (Socket socket : slow) { // those that waited for a thread go on
        socket.getOutputStream().write("23456789".getBytes(StandardCharsets.US_ASCII));
      }
      await().atMost(PATIENCE).until(() -> read.get() == 400);
      assertThat(raw("GET /own HTTP/1.1")).startsWith("HTTP/1.1 200");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8080",
        "127.0.0.1",
        "10.42.0.7:8080",
        "[::1]:8080",
        "ingest",
        "ingest:8080",
        "a.localhost",
        "ingest.qahan.svc",
        "ingest.qahan.svc.cluster.local.",
        "QAHAN.Example.com:443",
        "node-1.example.com:9464"
      })
  void shouldLetInWhoMeansThisServer(String host) {
    assertThat(HOSTS.refusalOf("POST", host, null, null)).isEmpty();
    assertThat(HOSTS.refusalOf("POST", host, "http://" + host, "same-origin")).isEmpty();
    assertThat(HOSTS.refusalOf("POST", host, "https://qahan.example.com", null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "1.2.3.4.evil.example:8080", "localhost.evil.example"})
  void shouldRefuseWhoFollowedANameThatIsNotOurs(String host) {
    assertThat(HOSTS.refusalOf("GET", host, null, null))
        .get()
        .extracting(HostCheck.Refusal::cause)
        .isEqualTo("foreign-host");
  }

  @Test
  void shouldRefuseWhatAPageOfSomewhereElseSends() {
    for (String page :
        List.of("https://evil.example", "http://localhost:3000", "null", "file://")) {
      assertThat(HOSTS.refusalOf("POST", "localhost:8080", page, null))
          .as(page)
          .get()
          .extracting(HostCheck.Refusal::cause)
          .isEqualTo("foreign-origin");
      assertThat(HOSTS.refusalOf("GET", "localhost:8080", page, "cross-site")).isEmpty();
    }
    assertThat(HOSTS.refusalOf("POST", "localhost:8080", null, "cross-site")).isPresent();
    assertThat(HOSTS.refusalOf("POST", "localhost", "http://localhost:80", null)).isEmpty();
  }

  @Test
  void shouldAnswerAForeignPageWithARefusalAndProbesInAnyCase() throws Exception {
    assertThat(foreign("GET /own HTTP/1.1\r\nHost: evil.example"))
        .contains(" 403 ", "foreign-host");
    assertThat(foreign("GET /metrics HTTP/1.1\r\nHost: evil.example")).contains(" 403 ");
    assertThat(foreign("GET /livez HTTP/1.1\r\nHost: evil.example")).contains(" 200 ");
    assertThat(
            foreign(
                "POST /body HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                    + "Content-Type: text/plain\r\nContent-Length: 0"))
        .contains(" 403 ", "foreign-origin");
    assertThat(read.get()).isZero();
    assertThat(metrics.prometheus().scrape()).contains("qahan_http_refused_total");
  }

  @Test
  void shouldSpeakHttpsWithACertificateAsPemFilesHaveIt(@TempDir Path directory) throws Exception {
    Path store = directory.resolve("store.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=localhost",
                "-validity",
                "2")
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    Path certificate =
        pem(directory.resolve("tls.crt"), "CERTIFICATE", keys.getCertificate("a").getEncoded());
    Path key =
        pem(
            directory.resolve("tls.key"),
            "PRIVATE KEY",
            keys.getKey("a", "changeit".toCharArray()).getEncoded());
    Map<String, String> given =
        Map.of("http.tls.certificate", certificate.toString(), "http.tls.key", key.toString());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("a", keys.getCertificate("a"));
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    try (OperationsServer secured =
        OperationsServer.start(
            Settings.of(CommonSettings.all(), given), metrics.prometheus(), health::get, c -> {})) {
      URI uri = URI.create("https://localhost:" + secured.port() + "/livez");
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(tls)
              .build()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    Settings halves = Settings.of(CommonSettings.all(), Map.of("http.tls.key", key.toString()));
    assertThatThrownBy(
            () -> OperationsServer.start(halves, metrics.prometheus(), health::get, c -> {}))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("http.tls.certificate");
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type));
  }

  private String foreign(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write((request + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
