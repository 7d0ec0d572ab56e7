package io.qahan.schemas.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinState;
import io.qahan.schemas.metrics.MetricsRegistry;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document of the endpoints that every service has, against a server that runs. */
class OpenApiTest {
  private final JsonNode paths;
  private final AtomicReference<JavalinState> javalin = new AtomicReference<>();
  private final AtomicReference<Health> health = new AtomicReference<>();
  private final MetricsRegistry metrics = new MetricsRegistry();
  private final OperationsServer server =
      OperationsServer.start(
          Settings.of(CommonSettings.all(), Map.of()),
          metrics.prometheus(),
          health::get,
          config -> javalin.set(config.unsafe));

  OpenApiTest() throws IOException {
    try (Reader reader = Files.newBufferedReader(Path.of("openapi.yaml"))) {
      Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
      paths = new ObjectMapper().<JsonNode>valueToTree(document).get("paths");
    }
  }

  @AfterEach
  void stop() {
    server.close();
    metrics.close();
  }

  @Test
  void shouldListTheRoutesOfAServerThatAddsNone() {
    Set<String> documented = new TreeSet<>();
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> documented.add(method + " " + path.getKey())));

    assertThat(
            javalin.get().internalRouter.allHttpHandlers().stream()
                .filter(route -> route.endpoint.method.isHttpMethod()))
        .extracting(
            route ->
                route.endpoint.method.name().toLowerCase(Locale.ROOT) + " " + route.endpoint.path)
        .containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void shouldListTheStatusesOfAllStatesOfHealth() throws Exception {
    for (String path : new String[] {"/livez", "/readyz", "/metrics"}) {
      Set<String> seen = new TreeSet<>();
      for (Health state :
          new Health[] {Health.ready("runs"), Health.starting("waits"), Health.failed("broken")}) {
        health.set(state);
        HttpResponse<String> answer = get(path);
        seen.add(Integer.toString(answer.statusCode()));
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
      }

      seen.add(statusOfForeign(path));

      assertThat(paths.get(path).at("/get/responses").fieldNames())
          .toIterable()
          .containsExactlyInAnyOrderElementsOf(seen);
    }
  }

  /** What a client is answered that was led here by another name; java.net.http sends its own. */
  private String statusOfForeign(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.split(" ", 3)[1];
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
