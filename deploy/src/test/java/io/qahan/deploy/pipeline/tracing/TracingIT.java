package io.qahan.deploy.pipeline.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.qahan.deploy.cli.SettingsOptions;
import io.qahan.deploy.cluster.BrokerDirectory;
import io.qahan.deploy.pipeline.LocalPipeline;
import io.qahan.ingest.image.ImageEncoder;
import io.qahan.ingest.image.ImageShape;
import io.qahan.ingest.image.PixelImage;
import io.qahan.schemas.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One image through the whole pipeline. */
class TracingIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @RegisterExtension
  static final OpenTelemetryExtension COLLECTED = OpenTelemetryExtension.create();

  @Test
  void shouldShowAnImageFromItsClientToTheStepThatLearnsFromItInOneTrace() throws Exception {
    Settings settings =
        Settings.of(
            SettingsOptions.known(),
            Map.of("ingest.deadline", "60s", "trainer.flush.after", "100ms"));
    try (LocalPipeline pipeline = LocalPipeline.start(BrokerDirectory.temporary(), settings, 1)) {
      classify(pipeline.url() + "images?label=7&wait=30s");

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                List<SpanData> spans = COLLECTED.getSpans();
                assertThat(spans)
                    .filteredOn(span -> span.getTraceId().equals(TRACE))
                    .extracting(SpanData::getName)
                    .containsExactlyInAnyOrder(
                        "image",
                        "image features",
                        "mask request",
                        "solve mask",
                        "classify image",
                        "join label",
                        "train on image");
                assertThat(spans)
                    .filteredOn(span -> span.getName().equals("train head"))
                    .singleElement()
                    .satisfies(
                        step ->
                            assertThat(step.getLinks())
                                .extracting(LinkData::getSpanContext)
                                .containsExactly(only(spans, "train on image").getSpanContext()));
              });
    }
  }

  private static SpanData only(List<SpanData> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private static void classify(String url) throws Exception {
    byte[] png =
        ImageEncoder.png(PixelImage.of(new ImageShape(1, 28, 28), new byte[784])).content();
    OkHttpClient client = new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(1)).build();
    Request request =
        new Request.Builder()
            .url(url)
            .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
            .post(RequestBody.create(png))
            .build();
    try (Response response = client.newCall(request).execute()) {
      assertThat(response.code()).isEqualTo(200);
    } finally {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }
}
