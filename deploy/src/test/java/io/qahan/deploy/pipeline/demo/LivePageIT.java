package io.qahan.deploy.pipeline.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.pipeline.LocalPipeline;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageLimits;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.image.decode.ImageDecoder;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The live page against a whole pipeline: what its script sees, and what its buttons do. */
class LivePageIT {
  private static final String TOKEN = "a token for a test";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final OkHttpClient client =
      new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(2)).build();

  /** The last event of each type, and of each picture. */
  private final Map<String, JsonNode> seen = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  @Test
  void shouldShowImagesVerdictsAndTheChainAndCarryOrdersOut() throws Exception {
    Settings settings =
        Settings.of(
            SettingsOptions.known(),
            Map.of("ingest.deadline", "60s", "ingest.http.admin.token", TOKEN));
    try (LocalPipeline pipeline = LocalPipeline.start(BrokerDirectory.temporary(), settings, 1);
        Response events = open(pipeline.url() + "live/events")) {
      Thread reader = new Thread(() -> read(events), "events");
      reader.setDaemon(true);
      reader.start();
      await().atMost(PATIENCE).until(() -> seen.containsKey("details"));
      post(pipeline.url() + "images?id=warm&wait=30s", "", png(0));
      // The images topic is read from the moment on at which somebody watches.
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                String id = "i" + System.nanoTime();
                post(pipeline.url() + "images?label=7&wait=30s&id=" + id, "", png(1));
                return seen.keySet().stream().anyMatch(slot -> slot.startsWith("picture i"));
              });

      JsonNode picture =
          seen.entrySet().stream()
              .filter(entry -> entry.getKey().startsWith("picture i"))
              .findFirst()
              .orElseThrow()
              .getValue();
      assertThat(picture.get("kept").asInt()).isBetween(1, 100);
      assertThat(picture.get("overlay").get("peak").asDouble()).isBetween(0.01, 1.0);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(seen.get("verdicts").get(picture.get("id").asText()).asInt())
                    .isEqualTo(7);
                assertThat(seen.get("numbers").get("score").get("scored").asLong()).isPositive();
                assertThat(seen.get("details").get("chain").get("workers").asInt()).isEqualTo(1);
                assertThat(seen.get("details").get("solvers")).isNotEmpty();
              });

      byte[] order =
          "{\"action\":\"pin\",\"version\":999999,\"reason\":\"a test\"}"
              .getBytes(StandardCharsets.UTF_8);
      assertThat(post(pipeline.url() + "control", "Bearer of bad news", order)).isEqualTo(403);
      assertThat(post(pipeline.url() + "control", "Bearer " + TOKEN, order)).isEqualTo(202);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode details = seen.get("details");
                assertThat(details.get("order").path("action").asText()).isEqualTo("PIN");
                assertThat(details.get("deadLetters")).hasSize(1); // the trainer knows no such head
                assertThat(details.get("deadLetters").get(0).get("cause").asText())
                    .isEqualTo("unknown-version");
              });
    }
  }

  private Response open(String url) throws IOException {
    return client
        .newCall(new Request.Builder().url(url).header("Accept", "text/event-stream").build())
        .execute();
  }

  private int post(String url, String authorization, byte[] body) throws IOException {
    Request request =
        new Request.Builder()
            .url(url)
            .header("Authorization", authorization)
            .post(RequestBody.create(body, MediaType.get("application/octet-stream")))
            .build();
    try (Response response = client.newCall(request).execute()) {
      return response.code();
    }
  }

  private void read(Response events) {
    ObjectMapper mapper = new ObjectMapper();
    String type = "";
    try {
      while (true) {
        String line = events.body().source().readUtf8LineStrict();
        if (line.startsWith("event:")) {
          type = line.substring("event:".length()).trim();
        } else if (line.startsWith("data:")) {
          JsonNode json = mapper.readTree(line.substring("data:".length()));
          seen.put(type.equals("picture") ? "picture " + json.get("id").asText() : type, json);
        }
      }
    } catch (IOException e) {
      // the pipeline has closed the stream
    }
  }

  private static byte[] png(int index) throws Exception {
    PixelImage image =
        new ImageDecoder(ImageShape.MNIST, ImageLimits.DEFAULT).decode(sample(index));
    return ImageEncoder.png(image).content();
  }

  private static EncodedImage sample(int index) {
    return DatasetLocation.parse("sample").open().train().get(index).image();
  }
}
