package io.qahan.deploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.schemas.settings.Settings;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that schemathesis makes of our OpenAPI documents: none fails the server, and every
 * answer is one that the document has. How many of each operation, the property {@code
 * qahan.test.openapi.examples} says.
 */
@Timeout(3600)
class OpenApiFuzzIT {
  private static final String EXAMPLES = System.getProperty("qahan.test.openapi.examples", "5");
  private static final String SEED = System.getProperty("qahan.test.openapi.seed", "19");
  private static final String TOKEN = "a-token-of-the-test";
  private static final Duration PATIENCE = Duration.ofMinutes(3 + Integer.parseInt(EXAMPLES) / 4);

  @TempDir Path directory;
  private Path script;

  @BeforeEach
  void needSchemathesis() throws Exception {
    PythonProgram.assumeModule("schemathesis");
    script = directory.resolve("openapi.py");
    try (InputStream resource = OpenApiFuzzIT.class.getResourceAsStream("openapi.py")) {
      Files.write(script, resource.readAllBytes());
    }
  }

  @Test
  void shouldAnswerWhateverIsAskedAsItsDocumentsSay() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      Settings settings =
          TestSettings.of(kafka.bootstrapServers(), directory.resolve("state"))
              .with("ingest.http.admin.token", TOKEN)
              .with("ingest.http.max.wait", "2s")
              .load();
      try (RunningService ingest = RunningService.ingest(settings);
          RunningService worker = RunningService.worker(settings)) {
        ask("../ingest-service/openapi.yaml", ingest);
        ask("../schemas/openapi.yaml", worker);

        assertThat(ingest.health().get().ready()).isTrue();
        assertThat(worker.health().get().ready()).isTrue();
      }
    }
  }

  private void ask(String document, RunningService service) throws Exception {
    String said =
        PythonProgram.run(
            directory,
            PATIENCE,
            script,
            Path.of(document).toAbsolutePath().toString(),
            "http://127.0.0.1:" + service.httpPort(),
            TOKEN,
            EXAMPLES,
            SEED);
    System.out.println(
        document + said.lines().filter(line -> line.contains(" generated")).toList());
    assertThat(said).contains(" generated");
  }
}
