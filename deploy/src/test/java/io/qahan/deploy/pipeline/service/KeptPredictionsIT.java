package io.qahan.deploy.pipeline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.pipeline.LocalPipeline;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered is known after a restart, and what never will be is told. */
class KeptPredictionsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int IMAGES = 30;

  private final OkHttpClient client =
      new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(2)).build();

  @TempDir Path directory;

  private record Answer(int status, JsonNode json) {}

  @AfterEach
  void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  @Test
  void shouldAnswerAfterARestartAsLongAsTheTopicsKeepIt() throws Exception {
    int predicted;
    try (LocalPipeline pipeline = start()) {
      predicted = post(pipeline, "i0", 0).json().get("predicted").asInt();
      for (int i = 1; i < IMAGES; i++) {
        assertThat(post(pipeline, "i" + i, i).status()).isEqualTo(200);
      }
      sendToTopic(pipeline, "garbage", new byte[] {1, 2, 3});
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> get(pipeline, "garbage").json().get("cause").asText().equals("dead-letter"));
    }

    try (LocalPipeline pipeline = start()) {
      // Among the recent ones: another image under its id is refused at once.
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> get(pipeline, "i" + (IMAGES - 1)).status() == 200);
      Answer other = post(pipeline, "i" + (IMAGES - 1), 77);
      assertThat(other.status()).isEqualTo(409);
      assertThat(other.json().get("cause").asText()).isEqualTo("other-image");
      assertThat(post(pipeline, "i" + (IMAGES - 1), IMAGES - 1).status()).isEqualTo(200);
      assertThat(summary(pipeline).get("predictions").asLong()).as("counted once").isZero();

      // Too old for that: looked up.
      Answer old = get(pipeline, "i0");
      assertThat(old.status()).as(old.json().toString()).isEqualTo(200);
      assertThat(old.json().get("predicted").asInt()).isEqualTo(predicted);
      Answer dead = get(pipeline, "garbage");
      assertThat(dead.status()).isEqualTo(404);
      assertThat(dead.json().get("cause").asText()).isEqualTo("dead-letter");
      Answer never = get(pipeline, "never");
      assertThat(never.json().get("cause").asText()).isEqualTo("unknown-image");
      assertThat(never.json().get("error").asText())
          .contains(IMAGES + " answers were looked through", "all that is kept");
    }
  }

  private LocalPipeline start() throws Exception {
    Settings settings =
        Settings.of(
            SettingsOptions.known(),
            Map.of(
                "ingest.http.recent",
                "8",
                "ingest.http.lookup",
                "60s", // the machine of a test may be slow
                "ingest.deadline",
                "60s"));
    return LocalPipeline.start(BrokerDirectory.kept(directory), settings, 1);
  }

  private static void sendToTopic(LocalPipeline pipeline, String id, byte[] value)
      throws Exception {
    Map<String, Object> properties = new HashMap<>(pipeline.settings().kafkaClient());
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      var unused =
          producer
              .send(
                  new ProducerRecord<>(
                      TopicNames.from(pipeline.settings()).of(Topics.IMAGES),
                      id.getBytes(StandardCharsets.UTF_8),
                      value))
              .get();
    }
  }

  private JsonNode summary(LocalPipeline pipeline) throws IOException {
    return call(new Request.Builder().url(pipeline.url() + "api/summary").build()).json();
  }

  private Answer get(LocalPipeline pipeline, String id) throws IOException {
    return call(new Request.Builder().url(pipeline.url() + "predictions/" + id).build());
  }

  private Answer post(LocalPipeline pipeline, String id, int seed) throws IOException {
    byte[] pixels = new byte[28 * 28];
    pixels[seed] = (byte) 255;
    byte[] png = ImageEncoder.png(PixelImage.of(new ImageShape(1, 28, 28), pixels)).content();
    return call(
        new Request.Builder()
            .url(pipeline.url() + "images?wait=30s&id=" + id)
            .post(RequestBody.create(png, MediaType.get("image/png")))
            .build());
  }

  private Answer call(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return new Answer(response.code(), JSON.readTree(response.body().string()));
    }
  }
}
