package io.qahan.deploy.offline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.pipeline.LocalPipeline;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.ingest.model.ModelFile;
import io.qahan.ingest.model.StoredModel;
import io.qahan.schemas.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network in TorchScript, without a head, from the file to a stream that learns. */
class TorchScriptModelIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CLASSES = List.of("dim", "bright");

  private final OkHttpClient client =
      new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(2)).build();

  @TempDir Path directory;

  @AfterEach
  void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  @Test
  void shouldLearnOnlineFromAHeadOfZerosAndRefuseWhatHasNoFeatures() throws Exception {
    StoredModel model = created();
    assertThat(model.head()).isEmpty();
    try (LocalPipeline pipeline = LocalPipeline.start(BrokerDirectory.temporary(), settings(), 1)) {
      String images = pipeline.url() + "images?wait=30s";
      JsonNode first = posted(images, drawn("dim", 1), 200);
      assertThat(first.get("headVersion").asLong()).isZero();
      assertThat(first.get("convVersion").asText()).isEqualTo(model.features().version());
      assertThat(first.get("className").asText()).isIn(CLASSES);

      // Black: the network divides by its contrast. It is told so, and the line goes on.
      posted(pipeline.url() + "images?id=black", ImageEncoder.png(black()).content(), 202);
      Request black = new Request.Builder().url(pipeline.url() + "predictions/black").build();
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(answer(black, 404).toString())
                      .contains(
                          "dead-letter", "not-finite: feature [", model.features().version()));

      for (int i = 0; i < 640; i++) {
        String name = CLASSES.get(i % CLASSES.size());
        posted(pipeline.url() + "images?label=" + name, drawn(name, 1000 + i), 202);
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                String summary = pipeline.url() + "api/summary";
                JsonNode head = answer(new Request.Builder().url(summary).build(), 200).get("head");
                assertThat(head.get("version").asLong()).isPositive();
              });
      int right = 0;
      for (int i = 0; i < 40; i++) {
        String name = CLASSES.get(i % CLASSES.size());
        JsonNode answer = posted(images, drawn(name, 5000 + i), 200);
        right += answer.get("className").asText().equals(name) ? 1 : 0;
      }
      assertThat(right).as("right of 40, by a head that began with zeros").isGreaterThan(36);
    }
  }

  private StoredModel created() {
    Path file = directory.resolve("contrast.qahan");
    CommandRun run =
        CommandRun.of(
            "models",
            "create",
            file.toString(),
            "--torchscript",
            "../ingest-service/src/test/resources/io/qahan/ingest/torchscript/contrast.pt",
            "--input",
            "1x8x8",
            "--mean",
            "127",
            "--std",
            "127",
            "--layout",
            "spatial",
            "--output",
            "pooled",
            "--k",
            "3",
            "--other-size",
            "crop",
            "--classes",
            String.join(",", CLASSES));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return ModelFile.read(file);
  }

  private Settings settings() {
    return Settings.of(
        SettingsOptions.known(),
        Map.of(
            "model.file",
            directory.resolve("contrast.qahan").toString(),
            "ingest.deadline",
            "60s")); // the machine of a test may be slow
  }

  /** Wider than the network takes, with sides that are cut off. */
  private static byte[] drawn(String name, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int from = name.equals("dim") ? 20 : 160;
    ImageShape shape = new ImageShape(1, 16, 24);
    byte[] pixels = new byte[shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(from, from + 80);
    }
    return ImageEncoder.png(PixelImage.of(shape, pixels)).content();
  }

  private static PixelImage black() {
    return PixelImage.of(new ImageShape(1, 8, 8), new byte[64]);
  }

  private JsonNode posted(String url, byte[] png, int status) throws IOException {
    return answer(
        new Request.Builder()
            .url(url)
            .post(RequestBody.create(png, MediaType.get("image/png")))
            .build(),
        status);
  }

  private JsonNode answer(Request request, int status) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      String body = response.body().string();
      assertThat(response.code()).as(body).isEqualTo(status);
      return JSON.readTree(body);
    }
  }
}
