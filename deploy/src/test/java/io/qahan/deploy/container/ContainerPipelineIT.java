package io.qahan.deploy.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;

/** The services against a broker and a registry that are not in this JVM. */
@Tag("container")
@Timeout(300)
class ContainerPipelineIT {
  private static final int IMAGES = 60;
  private static final int CORRUPT = 4;

  @BeforeEach
  void engine() {
    Containers.engineOrSkip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumer-group", "share-group"})
  void shouldAnswerEveryImageOnceInTheRegistrysWireFormat(String source, @TempDir Path state)
      throws Exception {
    try (KafkaContainer kafka = Containers.kafka();
        GenericContainer<?> registry = Containers.registry()) {
      kafka.start();
      registry.start();
      Settings settings =
          TestSettings.of(kafka.getBootstrapServers(), state)
              .with("schema.registry.url", Containers.urlOf(registry))
              .with("worker.source", source)
              .with("streams.main.consumer.session.timeout.ms", "6000") // a broker's usual least
              .load();
      try (RunningService ingest = RunningService.ingest(settings);
          RunningService worker = RunningService.worker(settings);
          RunningService trainer = RunningService.trainer(settings);
          BackgroundStream stream =
              BackgroundStream.start(
                  "contained",
                  settings,
                  new StreamPlan(IMAGES, 0, new LabelTiming.Now(), CORRUPT))) {
        RunSummary summary = stream.await();

        assertThat(summary.predictions()).isEqualTo(IMAGES);
        assertThat(summary.duplicates()).isZero();
        assertThat(summary.degraded()).isZero();
        assertThat(ingest.health().get().ready()).isTrue();
        assertThat(worker.health().get().ready()).isTrue();
        assertThat(trainer.health().get().ready()).isTrue();
      }
      assertThat(
              TopicReader.readAll(
                  kafka.getBootstrapServers(), TopicNames.from(settings).of(Topics.PREDICTIONS)))
          .hasSize(IMAGES)
          .allSatisfy(record -> assertThat(record.value()[0]).isZero());
    }
  }
}
