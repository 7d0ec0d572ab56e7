package io.qahan.dwave.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.HttpOptions;
import io.qahan.dwave.config.SapiEndpoint;
import io.qahan.dwave.sapi.FakeSapi;
import io.qahan.dwave.sapi.SapiClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proxies, TLS and the directory of regions: what lies between a client and SAPI. */
@Timeout(60)
class NetworkPathTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final MockResponse NOTHING =
      new MockResponse.Builder()
          .addHeader("Content-Type", "application/vnd.dwave.sapi.problems+json; version=3.0.0")
          .body("[]")
          .build();

  @TempDir Path directory;
  private final MockWebServer server = new MockWebServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static Throwable ask(String endpoint, String... options) {
    DWaveConfig config = FakeSapi.config(options);
    URI sapi = URI.create(endpoint);
    try (SapiClient client =
        SapiClient.open(
            config, new SapiEndpoint(sapi, sapi), FakeSapi.parts(InstantSource.system()))) {
      Throwable thrown = catchThrowable(() -> client.find("a").get(30, TimeUnit.SECONDS));
      return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
    }
  }

  @Test
  void shouldGoThroughAProxyWithItsCredentials() throws Exception {
    server.start();
    server.enqueue(
        new MockResponse.Builder()
            .code(407)
            .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
            .build());
    server.enqueue(NOTHING);

    Throwable failure =
        ask("http://sapi.invalid/sapi/", "proxy", "http://me:word@127.0.0.1:" + server.getPort());

    assertThat(failure).isNull();
    assertThat(server.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    RecordedRequest second = server.takeRequest();
    assertThat(second.getTarget()).startsWith("http://sapi.invalid/sapi/problems/");
    assertThat(second.getHeaders().get("Proxy-Authorization"))
        .isEqualTo("Basic " + base64("me:word"));
  }

  @Test
  void shouldNotAskAProxyAgainThatRefusesTheCredentials() throws Exception {
    server.start();
    for (int i = 0; i < 3; i++) {
      server.enqueue(
          new MockResponse.Builder()
              .code(407)
              .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
              .build());
    }

    assertThat(
            ask(
                "http://sapi.invalid/sapi/",
                "proxy",
                "http://me:word@127.0.0.1:" + server.getPort()))
        .isInstanceOf(SapiException.class)
        .hasMessageContaining("407");
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldNotTrustACertificateThatNobodySigned() throws Exception {
    startTls(false);

    assertThat(ask(server.url("/sapi/").toString()))
        .isInstanceOf(PermanentSapiException.class)
        .hasMessageContaining("not trusted")
        .hasMessageContaining("proxy intercepts");
  }

  @Test
  void shouldTrustAnyCertificateIfToldSo() throws Exception {
    startTls(false);
    server.enqueue(NOTHING);

    assertThat(ask(server.url("/sapi/").toString(), "permissive_ssl", "true")).isNull();
  }

  @Test
  void shouldShowItsOwnCertificateWhenAsked() throws Exception {
    KeyStore keys = startTls(true);
    Path certificate = pem("me.pem", "CERTIFICATE", keys.getCertificate("test").getEncoded());
    Path key = pem("me.key", "PRIVATE KEY", keys.getKey("test", PASSWORD).getEncoded());
    server.enqueue(NOTHING);

    Throwable failure =
        ask(
            server.url("/sapi/").toString(),
            "permissive_ssl",
            "true",
            "client_cert",
            certificate.toString(),
            "client_cert_key",
            key.toString());

    assertThat(failure).isNull();
    assertThat(server.takeRequest().getHandshake().peerCertificates())
        .containsExactly(keys.getCertificate("test"));
  }

  @Test
  void shouldNameACertificateThatCannotBeUsed() throws Exception {
    Path certificate = Files.writeString(directory.resolve("me.pem"), "not a certificate");

    assertThatThrownBy(() -> ask("http://127.0.0.1:1/", "client_cert", certificate.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("me.pem");
  }

  private Path pem(String name, String kind, byte[] der) throws Exception {
    String body = Base64.getMimeEncoder().encodeToString(der);
    return Files.writeString(
        directory.resolve(name),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, body));
  }

  /** A server with a certificate of its own making, which it also accepts from clients. */
  private KeyStore startTls(boolean clientsToo) throws Exception {
    Path store = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    server.useHttps(context(keys).getSocketFactory());
    if (clientsToo) {
      server.requireClientAuth();
    }
    server.start();
    return keys;
  }

  private static SSLContext context(KeyStore keys) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", keys.getCertificate("test"));
    TrustManagerFactory others =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    others.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), new SecureRandom());
    return context;
  }

  @Test
  void shouldReadTheDirectoryOfRegionsWithoutTheToken() throws Exception {
    server.start();
    server.enqueue(
        regions("1.0.0", "[{\"code\": \"x\", \"name\": \"X\", \"endpoint\": \"http://x/\"}]"));

    Map<String, URI> regions = directory().regions(server.url("/metadata/v1/").uri());

    assertThat(regions).isEqualTo(Map.of("x", URI.create("http://x/")));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/metadata/v1/regions/");
    assertThat(request.getHeaders().get("X-Auth-Token")).isNull();
    assertThat(request.getHeaders().get("Accept"))
        .isEqualTo("application/vnd.dwave.metadata.regions+json");
  }

  @Test
  void shouldSayWhenTheDirectoryOfRegionsIsOfNoUse() throws Exception {
    server.start();
    for (MockResponse useless :
        new MockResponse[] {
          regions("2.0.0", "[]"),
          regions("1.0.0", "no JSON"),
          new MockResponse.Builder().code(500).build()
        }) {
      server.enqueue(useless);
      assertThatThrownBy(() -> directory().regions(server.url("/metadata/v1/").uri()))
          .isInstanceOf(IOException.class);
    }
  }

  private static RegionDirectory directory() {
    return new RegionDirectory(new OkHttpClient(), HttpOptions.defaults());
  }

  private static MockResponse regions(String version, String body) {
    return new MockResponse.Builder()
        .addHeader(
            "Content-Type", "application/vnd.dwave.metadata.regions+json; version=" + version)
        .body(body)
        .build();
  }
}
