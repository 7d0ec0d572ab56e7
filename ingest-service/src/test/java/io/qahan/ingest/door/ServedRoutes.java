package io.qahan.ingest.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.qahan.ingest.http.HttpFault;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.ops.OperationsServer;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Routes of a ready service on a free port, and a client of them. */
public final class ServedRoutes implements AutoCloseable {
  /** An answer, with its body read. */
  public record Answer(int status, String body, Headers headers) {
    public JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }

    String location() {
      return headers.get("Location");
    }

    String retryAfter() {
      return headers.get("Retry-After");
    }
  }

  private final OkHttpClient client =
      new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(60)).build();
  private final OperationsServer server;

  public ServedRoutes(PrometheusMeterRegistry registry, Consumer<JavalinConfig> routes) {
    server =
        OperationsServer.start(
            Settings.of(CommonSettings.all(), Map.of()),
            registry,
            () -> Health.ready("ready"),
            config -> {
              HttpFault.answeredBy(config);
              routes.accept(config);
            });
  }

  public int port() {
    return server.port();
  }

  /** A request for a path. */
  public Request.Builder to(String path) {
    return new Request.Builder().url("http://127.0.0.1:" + port() + path);
  }

  public Answer get(String path) throws IOException {
    return call(to(path));
  }

  public Answer call(Request.Builder request) throws IOException {
    try (Response response = open(request)) {
      return new Answer(response.code(), response.body().string(), response.headers());
    }
  }

  /** An answer that the caller reads and closes. */
  public Response open(Request.Builder request) throws IOException {
    return client.newCall(request.build()).execute();
  }

  @Override
  public void close() {
    server.close();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
