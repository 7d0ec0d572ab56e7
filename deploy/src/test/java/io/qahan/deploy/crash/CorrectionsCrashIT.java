package io.qahan.deploy.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectionsCrashIT {
  private static final int IMAGES = 200;
  private static final int ROUNDS = 3;
  private static final int CLASSES = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void shouldTrainEachRevisionOnceAndInOrderHoweverOftenTheTrainerIsKilled(@TempDir Path state)
      throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      TestSettings settings =
          TestSettings.of(kafka.bootstrapServers(), state).noticingTheDeadSoon();
      Map<String, Integer> labels = new LinkedHashMap<>();
      try (RunningService ingest = RunningService.ingest(settings.load());
          RunningService worker = RunningService.worker(settings.load())) {
        try (QahanProcess first = trainer(settings);
            BackgroundStream images =
                BackgroundStream.start(
                    "corrections",
                    settings.load(),
                    new StreamPlan(IMAGES, 100, new LabelTiming.After(Duration.ofMillis(50)), 0))) {
          assertThat(images.await().predictions()).isEqualTo(IMAGES);
          await().atMost(PATIENCE).until(() -> examples(settings).size() == IMAGES);
          examples(settings).forEach(e -> labels.put(e.getImageId(), e.getLabel()));
          correct(settings.load(), labels, 1);
          await().atMost(PATIENCE).until(() -> trained(settings) > IMAGES);
          first.kill();
        }
        for (int round = 2; round <= ROUNDS; round++) {
          try (QahanProcess next = trainer(settings)) {
            long before = trained(settings);
            correct(settings.load(), labels, round);
            await().atMost(PATIENCE).until(() -> trained(settings) > before);
            next.kill();
          }
        }
        try (QahanProcess last = trainer(settings)) {
          await().atMost(PATIENCE).until(() -> trained(settings) >= IMAGES * (1 + ROUNDS));
          assertThat(last.isAlive()).isTrue();
        }
        assertThat(ingest.health().get().live()).isTrue();
        assertThat(worker.health().get().live()).isTrue();
      }

      Map<String, List<TrainingExample>> byImage = new LinkedHashMap<>();
      examples(settings)
          .forEach(e -> byImage.computeIfAbsent(e.getImageId(), id -> new ArrayList<>()).add(e));
      assertThat(byImage).hasSize(IMAGES);
      assertThat(byImage)
          .allSatisfy(
              (id, revisions) -> {
                assertThat(revisions)
                    .extracting(TrainingExample::getRevision)
                    .containsExactly(0, 1, 2, 3);
                int label = labels.get(id);
                assertThat(revisions)
                    .extracting(TrainingExample::getLabel)
                    .containsExactly(label, of(label, 1), of(label, 2), of(label, 3));
              });
      assertThat(lastState(settings).getExamples()).isEqualTo(IMAGES * (1L + ROUNDS));
      assertThat(lastState(settings).getCorrections()).isEqualTo(IMAGES * (long) ROUNDS);
    }
  }

  /** The label of a round. */
  private static int of(int label, int round) {
    return (label + round) % CLASSES;
  }

  /** Each label twice, as a sender does that does not know whether the first arrived. */
  private static void correct(Settings settings, Map<String, Integer> labels, int round) {
    TopicNames names = TopicNames.from(settings);
    Codec<Label> codec = Codecs.from(settings).of(Topics.LABELS);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            settings.kafkaClient(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 2; i++) {
        labels.forEach(
            (id, label) -> {
              var unused =
                  producer.send(
                      new ProducerRecord<>(
                          names.of(Topics.LABELS),
                          id.getBytes(StandardCharsets.UTF_8),
                          codec.encode(new Label(of(label, round), "test", Instant.EPOCH))));
            });
      }
      producer.flush();
    }
  }

  private static QahanProcess trainer(TestSettings settings) {
    QahanProcess process = QahanProcess.start(settings.command("trainer"));
    process.awaitLine("trainer is ready");
    return process;
  }

  private static List<TrainingExample> examples(TestSettings settings)
      throws UndecodableRecordException {
    return TopicReader.values(settings.load(), Topics.TRAINING_EXAMPLES).stream()
        .filter(example -> example.getKind() == ExampleKind.EXAMPLE)
        .toList();
  }

  private static long trained(TestSettings settings) throws UndecodableRecordException {
    TrainingState state = lastState(settings);
    return state == null ? 0 : state.getExamples();
  }

  private static TrainingState lastState(TestSettings settings) throws UndecodableRecordException {
    List<TrainingState> states = TopicReader.values(settings.load(), Topics.TRAINING_STATE);
    return states.isEmpty() ? null : states.get(states.size() - 1);
  }
}
