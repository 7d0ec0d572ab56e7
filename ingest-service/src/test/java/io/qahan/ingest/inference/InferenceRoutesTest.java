package io.qahan.ingest.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.ingest.door.HttpFixture;
import io.qahan.ingest.door.ServedRoutes;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.ops.Health;
import io.qahan.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceRoutesTest {
  private static final String INFER = "/v2/models/shapes/infer";
  private static final String PNG64 = Base64.getEncoder().encodeToString(HttpFixture.png());

  private final HttpFixture http = new HttpFixture(true);

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void shouldSayWhatServerAndModelAreThere() throws Exception {
    assertThat(http.get("/v2").json().get("extensions").toString()).contains("binary_tensor_data");
    for (String path : List.of("/v2/models/shapes", "/v2/models/shapes/versions/fake-1")) {
      JsonNode json = http.get(path).json();
      assertThat(json.get("name").asText()).isEqualTo("shapes");
      assertThat(json.get("versions").toString()).isEqualTo("[\"fake-1\"]");
      assertThat(json.at("/inputs/0/name").asText()).isEqualTo("image");
      assertThat(json.at("/inputs/0/datatype").asText()).isEqualTo("BYTES");
      assertThat(json.at("/inputs/1/shape").toString()).isEqualTo("[-1,1,4,4]");
      assertThat(json.at("/outputs/3/name").asText()).isEqualTo("probabilities");
      assertThat(json.at("/outputs/3/shape").toString()).isEqualTo("[-1,3]");
    }
  }

  @Test
  void shouldSayHowItIs() throws Exception {
    List<String> ready = List.of("/v2/health/ready", "/v2/models/shapes/ready");
    for (String path : ready) {
      assertThat(http.get(path).status()).isEqualTo(200);
    }
    http.health = Health.starting("reading heads");
    for (String path : ready) {
      assertThat(http.get(path).status()).isEqualTo(503);
      assertThat(http.get(path).json().get("error").asText()).contains("reading heads");
    }
    assertThat(http.get("/v2/health/live").status()).isEqualTo(200);
    http.health = Health.failed("broken");
    assertThat(http.get("/v2/health/live").status()).isEqualTo(503);
  }

  @Test
  void shouldAnswerABatchInItsOrderThoughAnImageOfItIsBad() throws Exception {
    String request =
        """
        {"id": "mine", "inputs": [
          {"name": "image", "shape": [3], "datatype": "BYTES", "data": ["%s", "aGVsbG8=", "%s"]},
          {"name": "image_id", "shape": [3], "datatype": "BYTES", "data": ["a", "bad", "b"]}]}"""
            .formatted(PNG64, PNG64);
    CompletableFuture<ServedRoutes.Answer> answer = asked(request);
    awaitSent(2);
    http.predict("b", true);
    http.predict("a", false);

    JsonNode json = answer.join().json();
    assertThat(answer.join().status()).as(answer.join().body()).isEqualTo(200);
    assertThat(json.get("id").asText()).isEqualTo("mine");
    assertThat(data(json, "image_id")).isEqualTo("[\"a\",\"bad\",\"b\"]");
    assertThat(data(json, "state")).isEqualTo("[\"answered\",\"refused\",\"degraded\"]");
    assertThat(data(json, "class")).isEqualTo("[\"two\",\"\",\"two\"]");
    assertThat(data(json, "class_index")).isEqualTo("[2,-1,2]");
    assertThat(data(json, "confidence")).isEqualTo("[0.7,0.0,0.7]");
    assertThat(data(json, "probabilities")).isEqualTo("[0.1,0.2,0.7,0.0,0.0,0.0,0.1,0.2,0.7]");
    assertThat(output(json, "probabilities").get("shape").toString()).isEqualTo("[3,3]");
    assertThat(data(json, "error")).contains("neither a PNG");
    assertThat(json.findValuesAsText("name")).doesNotContain("mask");
  }

  @Test
  void shouldTakeAndGiveBinaryTensors() throws Exception {
    String header =
        """
        {"inputs": [
          {"name": "image", "shape": [1, 1], "datatype": "BYTES", "parameters": {"binary_data_size": %d}},
          {"name": "image_id", "shape": [1], "datatype": "BYTES", "parameters": {"binary_data_size": 5}}],
         "outputs": [
          {"name": "class", "parameters": {"binary_data": true}},
          {"name": "class_index", "parameters": {"binary_data": true}},
          {"name": "probabilities", "parameters": {"binary_data": true}},
          {"name": "mask", "parameters": {"binary_data": true}},
          {"name": "state", "parameters": {"binary_data": false}}]}"""
            .formatted(HttpFixture.png().length + 4);
    http.predict("a", false);

    try (Response response =
        binary(header, element(HttpFixture.png()), element("a".getBytes(UTF_8)))) {
      byte[] body = response.body().bytes();
      int length = Integer.parseInt(response.header("Inference-Header-Content-Length"));
      JsonNode json = new ObjectMapper().readTree(body, 0, length);
      assertThat(data(json, "state")).isEqualTo("[\"answered\"]");
      assertThat(json.findValuesAsText("binary_data_size")).containsExactly("7", "8", "12", "16");
      ByteBuffer rest =
          ByteBuffer.wrap(body, length, body.length - length).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(rest.getInt()).isEqualTo(3);
      byte[] name = new byte[3];
      rest.get(name);
      assertThat(name).asString(UTF_8).isEqualTo("two");
      assertThat(rest.getLong()).isEqualTo(2);
      assertThat(List.of(rest.getFloat(), rest.getFloat(), rest.getFloat()))
          .containsExactly(0.1f, 0.2f, 0.7f);
      byte[] mask = new byte[16];
      rest.get(mask);
      assertThat(mask).containsExactly(0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      assertThat(rest.hasRemaining()).isFalse();
    }
  }

  @Test
  void shouldGiveEverythingAsBytesIfAskedSo() throws Exception {
    http.predict("a", false);
    try (Response response =
        binary(
            """
            {"inputs": [
              {"name": "pixels", "shape": [1, 1, 4, 4], "datatype": "UINT8", "parameters": {"binary_data_size": 16}},
              {"name": "image_id", "shape": [1], "datatype": "BYTES", "data": ["a"]}],
             "parameters": {"binary_data_output": true}}""",
            new byte[16])) {
      assertThat(response.header("Inference-Header-Content-Length")).isNotNull();
      assertThat(response.header("Content-Type")).startsWith("application/octet-stream");
    }
  }

  @Test
  void shouldSendPixelsAsTheyAre() throws Exception {
    String nested = "[[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 255]]]";
    for (String type : List.of("UINT8", "FP32")) {
      http.producer.clear();
      CompletableFuture<ServedRoutes.Answer> answer = asked(pixels(type, nested));
      awaitSent(1);
      http.predict("p", false);

      assertThat(answer.join().status()).as(answer.join().body()).isEqualTo(200);
      Image image = http.codecs.of(Topics.IMAGES).decode(http.producer.history().get(0).value());
      assertThat(image.getEncoding()).isEqualTo(ImageEncoding.RAW);
      assertThat(image.getShape()).containsExactly(1, 4, 4);
      assertThat(image.getContent().get(15) & 0xFF).isEqualTo(255);
      for (int i = 0; i < 15; i++) {
        assertThat(image.getContent().get(i)).isEqualTo((byte) i);
      }
      for (String id : new String[] {"x", "y", "z"}) { // three are remembered
        http.predict(id, false);
      }
    }
  }

  @Test
  void shouldRefuseNumbersThatAreNoPixels() throws Exception {
    String zeros = ", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]";
    assertFault(call(pixels("FP32", "[0.5" + zeros)), 400, "scaled-pixels");
    assertFault(call(pixels("FP32", "[-1" + zeros)), 400, "not-a-pixel");
    assertFault(call(pixels("UINT8", "[256" + zeros)), 400, "not-a-pixel");
    assertFault(call(pixels("FP32", "[1e40" + zeros)), 400, "not-a-pixel");
    assertThat(http.producer.history()).isEmpty();
  }

  @Test
  void shouldGiveTheMostProbableClasses() throws Exception {
    http.predict("a", false);
    JsonNode json =
        call("""
                {"inputs": [%s, %s],
                 "outputs": [{"name": "probabilities", "parameters": {"classification": 2}}]}"""
                .formatted(image(PNG64), ids("a")))
            .json();
    assertThat(data(json, "probabilities")).isEqualTo("[\"0.700000:2:two\",\"0.200000:1:star\"]");
    assertThat(output(json, "probabilities").get("shape").toString()).isEqualTo("[1,2]");
  }

  @Test
  void shouldSayWhichImagesOfABatchWaitStill() throws Exception {
    http.predict("a", false);
    String request =
        """
        {"inputs": [
          {"name": "image", "shape": [2], "datatype": "BYTES", "data": ["%s", "%s"]},
          {"name": "image_id", "shape": [2], "datatype": "BYTES", "data": ["a", "late"]}],
         "parameters": {"timeout": 1000}}"""
            .formatted(PNG64, PNG64);
    JsonNode json = call(request).json();
    assertThat(data(json, "state")).isEqualTo("[\"answered\",\"pending\"]");
    assertThat(data(json, "error")).contains("/predictions/late");
    ServedRoutes.Answer none =
        call(
            """
            {"inputs": [%s, %s], "parameters": {"timeout": 1000}}"""
                .formatted(image(PNG64), ids("late")));
    assertFault(none, 503, "no-prediction-yet");
  }

  @Test
  void shouldSayWhichTypesItTakes() throws Exception {
    ServedRoutes.Answer answer =
        call(
            """
            {"inputs": [{"name": "pixels", "shape": [1, 1, 4, 4], "datatype": "FP64", "data": []}]}""");

    assertFault(answer, 400, "bad-input");
    assertThat(answer.json().get("error").asText())
        .contains("is of type [FP64]; this server takes [BYTES, UINT8, FP32]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | bad-body",
        "[] | bad-body",
        "{} | bad-input",
        "{'inputs': [{'name': 'image', 'shape': [1], 'datatype': 'BYTES', 'data': ['x y']}]} | bad-input",
        "{'inputs': [{'name': 'image', 'shape': [2], 'datatype': 'BYTES', 'data': ['aa']}]} | bad-input",
        "{'inputs': [{'name': 'image', 'shape': [1, 2], 'datatype': 'BYTES', 'data': ['aa', 'aa']}]} | bad-input",
        "{'inputs': [{'name': 'image', 'shape': [-1], 'datatype': 'BYTES', 'data': ['aa']}]} | bad-input",
        "{'inputs': [{'name': 'image', 'shape': [1.5], 'datatype': 'BYTES', 'data': ['aa']}]} | bad-input",
        "{'inputs': [{'name': 'image', 'shape': [1], 'datatype': 'FP32', 'data': [1]}]} | bad-input",
        "{'inputs': [{'name': 'picture', 'shape': [1], 'datatype': 'BYTES', 'data': ['aa']}]} | bad-input",
        "{'inputs': [{'name': 'pixels', 'shape': [16], 'datatype': 'UINT8', 'data': [1]}]} | bad-input",
        "{'inputs': [{'name': 'pixels', 'shape': [1, 1, 4, 4], 'datatype': 'UINT8', 'data': {}}]} | bad-input",
        "{'inputs': [{'name': 'pixels', 'shape': [65536, 65536, 4, 4], 'datatype': 'UINT8', 'data': []}]} | bad-input",
        "{'inputs': [{'name': 'image', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'binary_data_size': 9}}]} | bad-input",
        "{'inputs': [{'name': 'image', 'shape': [1], 'datatype': 'BYTES', 'parameters': {'shared_memory_region': 'r'}}]} | bad-input",
        "{'inputs': [], 'outputs': [{'name': 'heat'}]} | bad-output",
      })
  void shouldRefuseWhatItCannotUnderstand(String request, String cause) throws Exception {
    assertFault(call(request.replace('\'', '"')), 400, cause);
    assertThat(http.bodies.free()).isEqualTo(http.bodies.total());
  }

  @Test
  void shouldRefuseTooMuch() throws Exception {
    String five = ("\"" + PNG64 + "\",").repeat(5);
    String request =
        """
        {"inputs": [{"name": "image", "shape": [5], "datatype": "BYTES", "data": [%s]}]}"""
            .formatted(five.substring(0, five.length() - 1));
    assertFault(call(request), 413, "too-many-images");
    assertFault(call(" ".repeat(HttpFixture.BATCH_BYTES + 1)), 413, "too-large");
    assertFault(
        call("{\"inputs\": [%s]}".formatted(image("A".repeat(HttpFixture.MAX_BYTES * 2)))),
        400,
        "not-an-image");
    assertThat(http.producer.history()).isEmpty();
    assertThat(http.bodies.free()).isEqualTo(http.bodies.total());
  }

  @Test
  void shouldKnowNoOtherModelAndNoOtherVersion() throws Exception {
    for (String path :
        List.of("/v2/models/other", "/v2/models/other/ready", "/v2/models/shapes/versions/2")) {
      ServedRoutes.Answer answer = http.get(path);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json().get("error").asText()).contains("Ask for [");
    }
    assertFault(
        http.call("/v2/models/other/infer", r -> r.post(RequestBody.create("{}".getBytes(UTF_8)))),
        404,
        "unknown-model");
  }

  @Test
  void shouldFailAsAWholeWhereNoImageGetsAnAnswer() throws Exception {
    String request = "{\"inputs\": [%s]}".formatted(image(PNG64));
    http.producer.sendException = new TimeoutException("no broker");
    assertFault(call(request), 503, "not-stored");
    http.open = false;
    ServedRoutes.Answer starting = call(request);
    assertFault(starting, 503, "starting");
    assertThat(starting.headers().get("Retry-After")).isEqualTo("1");
    assertThat(http.bodies.free()).isEqualTo(http.bodies.total());
  }

  @Test
  void shouldTakePackedRequests() throws Exception {
    http.predict("a", false);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"inputs\": [%s, %s]}".formatted(image(PNG64), ids("a")).getBytes(UTF_8));
    }
    assertThat(
            http.call(
                    INFER,
                    r ->
                        r.header("Content-Encoding", "gzip")
                            .post(RequestBody.create(packed.toByteArray())))
                .status())
        .isEqualTo(200);
    assertFault(
        http.call(
            INFER,
            r -> r.header("Content-Encoding", "gzip").post(RequestBody.create(new byte[] {1, 2}))),
        400,
        "bad-encoding");
  }

  private static String image(String base64) {
    return """
        {"name": "image", "shape": [1], "datatype": "BYTES", "data": ["%s"]}"""
        .formatted(base64);
  }

  private static String ids(String id) {
    return """
        {"name": "image_id", "shape": [1], "datatype": "BYTES", "data": ["%s"]}"""
        .formatted(id);
  }

  private static String pixels(String type, String data) {
    return """
        {"inputs": [
          {"data": %s, "name": "pixels", "shape": [1, 1, 4, 4], "datatype": "%s"},
          {"name": "image_id", "shape": [1], "datatype": "BYTES", "data": ["p"]}]}"""
        .formatted(data, type);
  }

  private static byte[] element(byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(content.length)
        .put(content)
        .array();
  }

  private ServedRoutes.Answer call(String request) throws IOException {
    return http.call(INFER, r -> r.post(RequestBody.create(request.getBytes(UTF_8))));
  }

  private CompletableFuture<ServedRoutes.Answer> asked(String request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call(request);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private Response binary(String header, byte[]... tensors) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] json = header.getBytes(UTF_8);
    body.writeBytes(json);
    for (byte[] tensor : tensors) {
      body.writeBytes(tensor);
    }
    return http.open(
        INFER,
        r ->
            r.header("Inference-Header-Content-Length", Integer.toString(json.length))
                .post(RequestBody.create(body.toByteArray())));
  }

  private void awaitSent(int images) {
    await().until(() -> http.producer.history().size() == images);
  }

  private static JsonNode output(JsonNode json, String name) {
    List<JsonNode> found = new ArrayList<>();
    json.get("outputs")
        .forEach(
            output -> {
              if (output.get("name").asText().equals(name)) {
                found.add(output);
              }
            });
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private static String data(JsonNode json, String name) {
    return output(json, name).get("data").toString();
  }

  private static void assertFault(ServedRoutes.Answer answer, int status, String cause)
      throws Exception {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.json().get("cause").asText()).as(answer.body()).isEqualTo(cause);
    assertThat(answer.json().get("error").asText()).isNotBlank();
  }
}
