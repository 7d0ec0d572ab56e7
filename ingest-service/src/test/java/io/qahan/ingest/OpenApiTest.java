package io.qahan.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.ops.Health;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document against the routes that ingest registers, and what they answer. */
class OpenApiTest {
  private static final String PAGE = "GET /"; // a file, not a route
  private static final String BEARER = "Bearer " + RoutesFixture.TOKEN;

  private static final List<String> MODELS = List.of("{name}", "{name}/versions/{version}");

  private final OpenApiDocument document = new OpenApiDocument();
  private final RoutesFixture http = new RoutesFixture();
  private final OkHttpClient client = new OkHttpClient();
  private final Map<String, Set<String>> seen = new TreeMap<>();

  @AfterEach
  void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    http.close();
  }

  @Test
  void shouldListTheRoutesOfIngestAndThePage() {
    Set<String> routes = new TreeSet<>(http.routes());
    routes.add(PAGE);

    assertThat(document.operations().keySet()).isEqualTo(routes);
  }

  @Test
  void shouldListEveryStatusAndTheFieldsOfEveryAnswer() throws IOException {
    http.predict("a");
    get(PAGE, "/");
    get("GET /api/summary", "/api/summary");
    get("GET /live/events", "/live/events");
    get("GET /metrics", "/metrics");
    // Ready at the end: else nobody reads the images that are asked for below.
    for (Health state : new Health[] {Health.failed("broken"), Health.ready("ready")}) {
      http.health = state;
      get("GET /livez", "/livez");
      get("GET /readyz", "/readyz");
      get("GET /v2/health/live", "/v2/health/live");
      get("GET /v2/health/ready", "/v2/health/ready");
      for (String model : MODELS) {
        get("GET /v2/models/" + model + "/ready", path(model) + "/ready");
      }
    }
    for (String id : new String[] {"a", "none"}) {
      get("GET /predictions/{id}", "/predictions/" + id);
      get("GET /live/images/{id}", "/live/images/" + id);
    }
    get("GET /label-queue", "/label-queue");
    get("GET /label-queue", "/label-queue?n=0");
    http.see("a");
    get("GET /live/thumbnails/{id}", "/live/thumbnails/a");
    get("GET /live/thumbnails/{id}", "/live/thumbnails/none");
    get("GET /predictions/{id}", "/predictions/no-broker");
    infer();
    sendImages();
    sendLabels();
    sendOrders();

    Map<String, Set<String>> documented = new TreeMap<>();
    document
        .operations()
        .forEach(
            (name, operation) -> {
              Set<String> statuses = new TreeSet<>();
              operation.get("responses").fieldNames().forEachRemaining(statuses::add);
              documented.put(name, statuses);
            });
    assertThat(documented).isEqualTo(seen);
  }

  @Test
  void shouldKnowTheActionsAndOutcomesOfTheRecords() {
    assertThat(document.at("/components/schemas/ControlRequest/properties/action/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ControlAction.values())
                .map(action -> action.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList());
    assertThat(document.at("/components/schemas/Outcome/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(SolveOutcome.values()).map(Enum::name).toList());
  }

  @Test
  void shouldDescribeEachStepOfARetrainingInTheSummary() throws IOException {
    for (RetrainStage stage : RetrainStage.values()) {
      for (RetrainCause cause : RetrainCause.values()) {
        RetrainStep.Builder step =
            RetrainStep.newBuilder()
                .setRetraining("1")
                .setStage(stage)
                .setCause(cause)
                .setIssuedAt(Instant.EPOCH);
        http.retrain(step.build());
        get("GET /api/summary", "/api/summary");
        step.setCandidate("ab").setImages(900).setRelease(2L);
        step.setServingAccuracy(0.75).setCandidateAccuracy(0.95).setChance(0.001);
        http.retrain(step.setReason("better").build());
        get("GET /api/summary", "/api/summary");
      }
    }
    JsonNode summary = new ObjectMapper().readTree(new URL(http.url("/api/summary")));
    assertThat(summary.at("/retraining/chance").asDouble()).isEqualTo(0.001);
  }

  private void sendImages() throws IOException {
    byte[] png = RoutesFixture.png();
    sendImage("?id=a", png); // its prediction is known
    sendImage("?id=new&label=2", png);
    byte[] white = new byte[784];
    Arrays.fill(white, (byte) 255);
    PixelImage other = PixelImage.of(new ImageShape(1, 28, 28), white);
    sendImage("?id=new", ImageEncoder.png(other).content());
    sendImage("?wait=1ms", png);
    sendForm("?id=a", png);
    sendForm("", png, new byte[] {1});
    sendImage("", new byte[0]);
    sendImage("", new byte[RoutesFixture.MAX_BYTES + 1]);
    sendImage("", new byte[] {1, 2, 3, 4});
    sendImage("", Arrays.copyOf(png, png.length - 20));
    http.open = false;
    sendImage("", png);
  }

  private void infer() throws IOException {
    get("GET /v2", "/v2");
    http.health = Health.ready("ready");
    String good =
        """
        {"inputs": [
          {"name": "image", "shape": [1], "datatype": "BYTES", "data": ["%s"]},
          {"name": "image_id", "shape": [1], "datatype": "BYTES", "data": ["a"]}]}"""
            .formatted(Base64.getEncoder().encodeToString(RoutesFixture.png()));
    for (String model : MODELS) {
      String operation = "/v2/models/" + model;
      String other = "/v2/models/other" + path(model).substring("/v2/models/default".length());
      for (String path : new String[] {path(model), other}) {
        get("GET " + operation, path);
        get("GET " + operation + "/ready", path + "/ready");
        post("POST " + operation + "/infer", path + "/infer", BEARER, good);
      }
      post("POST " + operation + "/infer", path(model) + "/infer", BEARER, "{}");
      String many = good.replace("[1]", "[65]").replace("[\"a\"]", ids(65));
      post(
          "POST " + operation + "/infer",
          path(model) + "/infer",
          BEARER,
          many.replaceFirst("\"data\": \\[", "\"data\": [" + "\"aaaa\",".repeat(64)));
      http.open = false;
      post("POST " + operation + "/infer", path(model) + "/infer", BEARER, good);
      http.open = true;
    }
  }

  private static String ids(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + i + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** The serving model by its name, and if need be its version. */
  private String path(String model) {
    return "/v2/models/" + model.replace("{name}", "default").replace("{version}", http.version());
  }

  private void sendLabels() throws IOException {
    Map<String, String> bodies =
        Map.of("POST /labels/{id}", "/labels/a", "POST /labels", "/labels");
    for (Map.Entry<String, String> route : bodies.entrySet()) {
      String good = "{\"id\": \"a\", \"class\": 2}";
      post(route.getKey(), route.getValue(), BEARER, good);
      post(route.getKey(), route.getValue(), BEARER, "{}");
      for (int i = 0; i < 11; i++) { // within a second, and more than once if need be
        post(route.getKey(), route.getValue(), "Bearer wrong", good);
      }
      post(route.getKey(), route.getValue(), BEARER, " ".repeat(RoutesFixture.MAX_BYTES + 1));
      http.producer.sendException = new TimeoutException("no broker");
      post(route.getKey(), route.getValue(), BEARER, good);
      http.producer.sendException = null;
    }
  }

  private void sendOrders() throws IOException {
    for (JsonNode action :
        document.at("/components/schemas/ControlRequest/properties/action/enum")) {
      String version = action.asText().equals("pin") ? ", \"version\": 3" : "";
      order(BEARER, "{\"action\": %s%s}".formatted(action, version));
    }
    order(BEARER, "{}");
    for (int i = 0; i < 11; i++) {
      order("Bearer wrong", "{\"action\": \"freeze\"}");
    }
    order(BEARER, " ".repeat(5_000));
    http.producer.sendException = new TimeoutException("no broker");
    order(BEARER, "{\"action\": \"freeze\"}");
  }

  private void sendImage(String query, byte[] body) throws IOException {
    call(
        "POST /images",
        new Request.Builder().url(http.url("/images" + query)).post(RequestBody.create(body)));
  }

  private void sendForm(String query, byte[]... files) throws IOException {
    MultipartBody.Builder form = new MultipartBody.Builder().setType(MultipartBody.FORM);
    for (byte[] file : files) {
      form.addFormDataPart("image", "a.png", RequestBody.create(file));
    }
    call("POST /images", new Request.Builder().url(http.url("/images" + query)).post(form.build()));
  }

  private void order(String authorization, String body) throws IOException {
    post("POST /control", "/control", authorization, body);
  }

  private void post(String operation, String path, String authorization, String body)
      throws IOException {
    call(
        operation,
        new Request.Builder()
            .url(http.url(path))
            .header("Authorization", authorization)
            .post(RequestBody.create(body.getBytes(StandardCharsets.UTF_8))));
  }

  private void get(String operation, String path) throws IOException {
    Request.Builder request = new Request.Builder().url(http.url(path));
    if (path.endsWith("/events")) {
      request.header("Accept", "text/event-stream"); // as a browser does
    }
    call(operation, request);
  }

  private void call(String operation, Request.Builder request) throws IOException {
    answered(operation, request);
    if (!operation.endsWith("/livez") && !operation.endsWith("/readyz")) {
      answered(operation, request.header("Host", "rebound.example"));
    }
  }

  private void answered(String operation, Request.Builder request) throws IOException {
    try (Response response = client.newCall(request.build()).execute()) {
      String status = Integer.toString(response.code());
      seen.computeIfAbsent(operation, o -> new TreeSet<>()).add(status);
      JsonNode answer = document.operations().get(operation).get("responses").path(status);
      assertThat(answer.isObject()).as("%s answers %s", operation, status).isTrue();
      for (Map.Entry<String, JsonNode> header : answer.path("headers").properties()) {
        assertThat(response.header(header.getKey())).isNotBlank();
      }
      String type = answer.get("content").fieldNames().next();
      assertThat(response.header("Content-Type")).as("%s %s", operation, status).startsWith(type);
      if (type.equals("application/json")) {
        JsonNode body = new ObjectMapper().readTree(response.body().string());
        JsonNode schema = answer.get("content").get(type).get("schema");
        assertThat(SchemaCheck.faultsOf(body, schema)).as("%s %s", operation, status).isEmpty();
      }
    }
  }
}
