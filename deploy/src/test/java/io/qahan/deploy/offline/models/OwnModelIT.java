package io.qahan.deploy.offline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.nio.file.Files;
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

/** Own images in named classes, from a folder to the answers of a stream. */
class OwnModelIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ImageShape SHAPE = new ImageShape(1, 16, 16);
  private static final List<String> CLASSES = List.of("bar", "blot", "frame");
  private static final int IMAGES = 45;

  private final OkHttpClient client =
      new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(2)).build();

  @TempDir Path directory;

  @AfterEach
  void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  @Test
  void shouldServeItsTrainedHeadAndItsClassesByNameFromTheFirstImageOn() throws Exception {
    StoredModel model = trained("shapes");
    assertThat(model.classes().names()).isEqualTo(CLASSES);
    assertThat(model.scores().orElseThrow().accuracy()).isGreaterThan(0.8);
    BrokerDirectory kept = BrokerDirectory.kept(directory.resolve("kept"));
    try (LocalPipeline pipeline = LocalPipeline.start(kept, settings("shapes"), 1)) {
      JsonNode summary = get(pipeline.url() + "api/summary");
      assertThat(summary.get("classes")).extracting(JsonNode::asText).isEqualTo(CLASSES);
      assertThat(summary.get("head").get("sha256").asText()).isEqualTo(model.firstHead().sha256());

      int right = 0;
      for (int i = 0; i < IMAGES; i++) {
        String name = CLASSES.get(i % CLASSES.size());
        JsonNode answer =
            post(pipeline.url() + "images?wait=30s&label=" + name, drawn(name, 10_000 + i));
        if (i == 0) {
          assertThat(answer.get("headVersion").asLong()).isZero();
          assertThat(answer.get("headHash").asText()).isEqualTo(model.firstHead().sha256());
          assertThat(answer.get("convVersion").asText()).isEqualTo(model.features().version());
        }
        assertThat(answer.get("className").asText())
            .isEqualTo(CLASSES.get(answer.get("predicted").asInt()));
        right += answer.get("className").asText().equals(name) ? 1 : 0;
      }
      assertThat(right).as("right of %d, head 0 among them", IMAGES).isGreaterThan(IMAGES * 8 / 10);
      assertThat(get(pipeline.url() + "api/summary").get("recent").get(0).get("className").asText())
          .isIn(CLASSES);

      // The labels were taken by name, and the trainer learns on from the head of the file. Two
      // classes change their names: a head that is right already need not be replaced by another.
      for (int i = 0; i < 400; i++) {
        String name = CLASSES.get(i % CLASSES.size());
        String called = CLASSES.get(CLASSES.size() - 1 - i % CLASSES.size());
        post(pipeline.url() + "images?label=" + called, drawn(name, 20_000 + i));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(
                          get(pipeline.url() + "api/summary").get("head").get("version").asLong())
                      .isPositive());
    }

    // Another network under the same name: its heads and its training are not passed over.
    retrained(model);
    assertThatThrownBy(
            () ->
                LocalPipeline.start(
                        BrokerDirectory.kept(directory.resolve("kept")), settings("shapes"), 1)
                    .close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The heads of model [shapes] are not of what this ingest serves")
        .hasMessageContaining(model.features().version())
        .hasMessageContaining("a name of its own");
  }

  private StoredModel trained(String name) throws IOException {
    Path set = directory.resolve("set");
    for (String folder : CLASSES) {
      Files.createDirectories(set.resolve(folder));
      for (int i = 0; i < 100; i++) {
        Files.write(set.resolve(folder).resolve(i + ".png"), drawn(folder, i));
      }
    }
    return train(set, name, 1);
  }

  private void retrained(StoredModel before) {
    StoredModel after = train(directory.resolve("set"), "shapes", 2);
    assertThat(after.features().version()).isNotEqualTo(before.features().version());
  }

  private StoredModel train(Path set, String name, int seed) {
    Path file = directory.resolve(name + ".qahan");
    CommandRun run =
        CommandRun.of(
            "train",
            "--dataset",
            "folder:" + set,
            "--epochs",
            "15",
            "--seed",
            Integer.toString(seed),
            "--out",
            file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    CommandRun inspected = CommandRun.of("models", "inspect", file.toString());
    assertThat(inspected.exitCode()).isZero();
    assertThat(inspected.out())
        .contains("class 0:   bar", "class 2:   frame", "conv stack " + name);
    return ModelFile.read(file);
  }

  private Settings settings(String name) {
    return Settings.of(
        SettingsOptions.known(),
        Map.of(
            "model.file",
            directory.resolve(name + ".qahan").toString(),
            "ingest.deadline",
            "60s")); // the machine of a test may be slow
  }

  /** A figure somewhere in the picture, on noise. */
  private static byte[] drawn(String name, int seed) {
    SplittableRandom random = new SplittableRandom(seed * 31L + name.hashCode());
    byte[] pixels = new byte[SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(40);
    }
    int top = random.nextInt(1, 6);
    int left = random.nextInt(1, 6);
    for (int row = 0; row < 9; row++) {
      for (int column = 0; column < 9; column++) {
        boolean inside =
            switch (name) {
              case "bar" -> row >= 3 && row <= 5;
              case "blot" -> Math.hypot(row - 4, column - 4) <= 3;
              default -> row == 0 || row == 8 || column == 0 || column == 8;
            };
        if (inside) {
          pixels[(top + row) * 16 + left + column] = (byte) (200 + random.nextInt(55));
        }
      }
    }
    return ImageEncoder.png(PixelImage.of(SHAPE, pixels)).content();
  }

  private JsonNode get(String url) throws IOException {
    return answer(new Request.Builder().url(url).build());
  }

  private JsonNode post(String url, byte[] png) throws IOException {
    return answer(
        new Request.Builder()
            .url(url)
            .post(RequestBody.create(png, MediaType.get("image/png")))
            .build());
  }

  private JsonNode answer(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      String body = response.body().string();
      assertThat(response.isSuccessful()).as(body).isTrue();
      return JSON.readTree(body);
    }
  }
}
