package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.routing.ScatteredCluster;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ingest knows of images over HTTP after it was started again. */
class PredictionsStayKnownIT {
  private static final int MANY = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** An answer, with its body read. */
  private record Answer(int status, String body) {}

  @TempDir Path directory;
  private final OkHttpClient client =
      new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(60)).build();

  @AfterEach
  void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  @Test
  void shouldAnswerForImagesFromBeforeItsStart() throws Exception {
    try (ScatteredCluster cluster = ScatteredCluster.start(directory.resolve("state"));
        RunningService worker = RunningService.worker(cluster.settings())) {
      try (RunningService ingest = RunningService.ingest(cluster.settings())) {
        for (int i = 0; i < MANY; i++) {
          assertThat(post(ingest, "image-" + i, i).status()).isBetween(200, 202);
        }
        cluster.send(Topics.IMAGES, null, "bad", new byte[] {1, 2, 3});
        cluster.flush();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(cluster.predictions()).hasSize(MANY));
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(cluster.deadLetters(Topics.IMAGES)).hasSize(1));
      }
      assertThat(worker.health().get().live()).isTrue();

      try (RunningService again = RunningService.ingest(cluster.settings())) {
        for (int i = 0; i < MANY; i++) {
          assertThat(get(again, "image-" + i).status()).isEqualTo(200);
        }
        assertThat(get(again, "bad").body()).contains("dead-letter", "undecodable");
        await() // it reads back while it serves
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(post(again, "image-7", 8).status()).isEqualTo(409));
        assertThat(post(again, "image-7", 7).status()).isEqualTo(200);
        Answer never = get(again, "never");
        assertThat(never.status()).isEqualTo(404);
        assertThat(never.body()).contains("unknown-image", "the topic keeps none");
      }

      // One is remembered: the others are looked up.
      try (RunningService small =
          RunningService.ingest(cluster.given().with("ingest.http.recent", "1").load())) {
        for (int i = 0; i < MANY; i++) {
          assertThat(get(small, "image-" + i).status()).as("image-" + i).isEqualTo(200);
        }
        assertThat(get(small, "bad").body()).contains("dead-letter");
      }
    }
  }

  private Answer get(RunningService ingest, String id) throws IOException {
    return call(new Request.Builder().url(url(ingest, "/predictions/" + id)).build());
  }

  private Answer post(RunningService ingest, String id, int seed) throws IOException {
    return call(
        new Request.Builder()
            .url(url(ingest, "/images?id=" + id))
            .post(RequestBody.create(NoiseImage.png(seed)))
            .build());
  }

  private Answer call(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return new Answer(response.code(), response.body().string());
    }
  }

  private static String url(RunningService ingest, String path) {
    return "http://127.0.0.1:" + ingest.httpPort() + path;
  }
}
