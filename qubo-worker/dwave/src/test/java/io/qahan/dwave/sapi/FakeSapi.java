package io.qahan.dwave.sapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.dwave.config.ConfigHost;
import io.qahan.dwave.config.DWaveConfig;
import io.qahan.dwave.config.DWaveConfigLoader;
import io.qahan.dwave.config.SapiEndpoint;
import io.qahan.dwave.config.SecretToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.InflaterInputStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;

/**
 * A server whose answers a test writes beforehand, by method and path; the last answer of a route
 * is given again and again.
 */
public final class FakeSapi extends Dispatcher implements AutoCloseable {
  public static final String TOKEN = SecretToken.RIGHT;
  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String TYPE =
      "application/vnd.dwave.sapi.%s+json; version=3.0.0; charset=utf-8";

  private final MockWebServer server = new MockWebServer();
  private final Map<String, Deque<Function<RecordedRequest, MockResponse>>> routes =
      new HashMap<>();
  private final List<RecordedRequest> requests = new ArrayList<>();

  public FakeSapi() {
    server.setDispatcher(this);
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public SapiEndpoint endpoint() {
    return new SapiEndpoint(server.url("/sapi/").uri(), server.url("/leap/api/").uri());
  }

  /** A configuration that repeats at once. */
  public static DWaveConfig config(String... options) {
    Map<String, String> arguments = new HashMap<>();
    arguments.put("token", TOKEN);
    arguments.put("http_retry_backoff_factor", "0.001");
    arguments.put("http_retry_backoff_max", "0.01");
    arguments.put("poll_backoff_min", "0.001");
    arguments.put("poll_backoff_max", "0.01");
    arguments.put("poll_wait_time", "1");
    for (int i = 0; i < options.length; i += 2) {
      arguments.put(options[i], options[i + 1]);
    }
    Path nowhere = Path.of("/nonexistent");
    return DWaveConfigLoader.load(
        new ConfigHost(Map.of(), nowhere, nowhere, ConfigHost.Platform.POSIX), arguments);
  }

  /** Waits in an answer, or in a test for one, until the other side has come so far. */
  public static void reached(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public static ClientParts parts(InstantSource clock) {
    return new ClientParts(new OkHttpClient(), clock, System::nanoTime, new Random(1));
  }

  SapiClient client(String... options) {
    return SapiClient.open(config(options), endpoint(), parts(InstantSource.system()));
  }

  /** Answers that a route gives, one after the other. */
  @SafeVarargs
  public final FakeSapi on(String route, Function<RecordedRequest, MockResponse>... answers) {
    routes.computeIfAbsent(route, r -> new ArrayDeque<>()).addAll(List.of(answers));
    return this;
  }

  public FakeSapi on(String route, MockResponse... answers) {
    for (MockResponse answer : answers) {
      routes.computeIfAbsent(route, r -> new ArrayDeque<>()).add(request -> answer);
    }
    return this;
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    Function<RecordedRequest, MockResponse> answer;
    synchronized (this) {
      requests.add(request);
      String route = request.getMethod() + " " + request.getUrl().encodedPath().substring(6);
      Deque<Function<RecordedRequest, MockResponse>> answers = routes.get(route);
      if (answers == null) {
        return error(404, "no such thing: " + route);
      }
      answer = answers.size() > 1 ? answers.remove() : answers.peek();
    }
    return answer.apply(request);
  }

  /** The requests that came, of a method and path. */
  public synchronized List<RecordedRequest> requests(String route) {
    return requests.stream()
        .filter(
            request ->
                (request.getMethod() + " " + request.getUrl().encodedPath().substring(6))
                    .equals(route))
        .toList();
  }

  /** Methods and paths of all requests, in their order. */
  public synchronized List<String> trace() {
    return requests.stream()
        .map(request -> request.getMethod() + " " + request.getUrl().encodedPath().substring(6))
        .toList();
  }

  /** The JSON that a request carried, inflated if need be. */
  static JsonNode body(RecordedRequest request) {
    try {
      byte[] bytes = request.getBody().toByteArray();
      return "deflate".equals(request.getHeaders().get("Content-Encoding"))
          ? MAPPER.readTree(new InflaterInputStream(new ByteArrayInputStream(bytes)))
          : MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MockResponse json(String kind, String body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", TYPE.formatted(kind))
        .body(body)
        .build();
  }

  static MockResponse problems(String... statuses) {
    return json("problems", "[" + String.join(",", statuses) + "]");
  }

  public static MockResponse plain(String body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  public static MockResponse error(int status, String message) {
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", "application/json")
        .body("{\"error_code\": %d, \"error_msg\": \"%s\"}".formatted(status, message))
        .build();
  }

  /** The request arrives, and then the line goes dead. */
  static MockResponse dropped() {
    return new MockResponse.Builder()
        .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
        .build();
  }

  static MockResponse truncated() {
    return json("problems", "[{\"id\": \"1\", \"sta");
  }

  static MockResponse cutInTheMiddle() {
    return problems(status("1", "PENDING", "a"))
        .newBuilder()
        .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
        .build();
  }

  static MockResponse silence() {
    return new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();
  }

  static String status(String id, String state, String label) {
    return ("{\"id\": \"%s\", \"status\": \"%s\", \"type\": \"ising\", \"label\": \"%s\","
            + " \"solver\": {\"name\": \"QPU_A\"}, \"submitted_on\": \"2026-01-01T00:00:00.5Z\"}")
        .formatted(id, state, label);
  }

  static String completed(String id, String label) {
    String status = status(id, "COMPLETED", label);
    return status.substring(0, status.length() - 1) + ", \"answer\": " + ANSWER + "}";
  }

  static final String ANSWER =
      """
      {"format": "qp", "num_variables": 5, "active_variables": "AAAAAAEAAAAEAAAA",
       "energies": "AAAAAAAADMAAAAAAAAD4vw==", "num_occurrences": "BwAAAAMAAAA=",
       "solutions": "oEA=", "timing": {"qpu_access_time": 12345.0}}
      """;

  @Override
  public void close() {
    server.close();
  }
}
