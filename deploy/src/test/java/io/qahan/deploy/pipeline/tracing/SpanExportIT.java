package io.qahan.deploy.pipeline.tracing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.TestSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans leave a process of ours as OTLP over HTTP. */
class SpanExportIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void shouldSendTheSpansOfAProcessToTheCollectorOfItsEnvironment(@TempDir Path state)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary();
        MockWebServer collector = new MockWebServer()) {
      collector.enqueue(new MockResponse.Builder().code(200).build());
      collector.start();
      String[] send =
          TestSettings.of(kafka.bootstrapServers(), state).command("send", "--images", "1");
      Map<String, String> environment =
          Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url("/").toString());

      try (QahanProcess process = QahanProcess.start(environment, send)) {
        assertThat(process.awaitExit(PATIENCE)).as(process.output()).isZero();
      }

      RecordedRequest sent = collector.takeRequest(0, TimeUnit.SECONDS);
      assertThat(sent).as("a request to the collector").isNotNull();
      assertThat(sent.getTarget()).isEqualTo("/v1/traces");
      assertThat(sent.getHeaders().get("Content-Type")).isEqualTo("application/x-protobuf");
      assertThat(sent.getBody().string(ISO_8859_1)).contains("qahan-send").contains("image");
    }
  }
}
