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
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.ops.BrokerConnection;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerCrashIT {
  private static final int KILLS = 3;
  private static final int PART = 125;
  private static final int IMAGES = (KILLS + 1) * PART;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void shouldTrainEachLabelledImageOnceAndRepeatablyHoweverOftenTheTrainerIsKilled(
      @TempDir Path state) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      TestSettings settings =
          TestSettings.of(kafka.bootstrapServers(), state)
              .noticingTheDeadSoon()
              .with("trainer.publish.every", "2");
      try (RunningService ingest = RunningService.ingest(settings.load());
          RunningService worker = RunningService.worker(settings.load())) {
        for (int kill = 0; kill < KILLS; kill++) {
          long before = examples(settings);
          try (QahanProcess trainer = trainer(settings);
              BackgroundStream part = part(settings, kill)) {
            await().atMost(PATIENCE).until(() -> examples(settings) > before);
            trainer.kill();
            assertThat(part.await().predictions()).isEqualTo(PART);
          }
        }
        try (QahanProcess last = trainer(settings);
            BackgroundStream part = part(settings, KILLS)) {
          assertThat(part.await().predictions()).isEqualTo(PART);
          await().atMost(PATIENCE).until(() -> examples(settings) >= IMAGES);
          assertThat(last.isAlive()).isTrue();
        }
        assertThat(ingest.health().get().live()).isTrue();
        assertThat(worker.health().get().live()).isTrue();
      }

      assertThat(examples(settings)).isEqualTo(IMAGES);
      assertThat(trainedImages(settings)).hasSize(IMAGES).doesNotHaveDuplicates();
      assertThat(heads(settings)).hasSizeGreaterThan(1);
      assertReplayGivesTheSameHeads(settings, state);
    }
  }

  /** Begins when a trainer is ready, so that each is killed at work, however slow its start is. */
  private static BackgroundStream part(TestSettings settings, int number) {
    return BackgroundStream.start(
        "trainer-crash-" + number,
        settings.load(),
        new StreamPlan(PART, 40, new LabelTiming.After(Duration.ofMillis(200)), 0));
  }

  private static QahanProcess trainer(TestSettings settings) {
    QahanProcess process = QahanProcess.start(settings.command("trainer"));
    process.awaitLine("trainer is ready");
    return process;
  }

  /** Another trainer gets the same examples, in the same order, in topics of its own. */
  private static void assertReplayGivesTheSameHeads(TestSettings original, Path state)
      throws Exception {
    TestSettings replay =
        original
            .with("topic.prefix", "replay.")
            .with("streams.state.dir", state.resolve("replay").toString());
    BrokerConnection.prepare(replay.load());
    copyExamples(original.load(), replay.load());

    try (RunningService trainer = RunningService.trainer(replay.load())) {
      await().atMost(PATIENCE).until(() -> examples(replay) >= IMAGES);
      assertThat(trainer.health().get().live()).isTrue();
    }

    assertThat(lastState(replay).getWeights()).isEqualTo(lastState(original).getWeights());
    assertThat(heads(replay)).isEqualTo(heads(original));
  }

  private static void copyExamples(Settings from, Settings to) {
    String topic = TopicNames.from(to).of(Topics.TRAINING_EXAMPLES);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            to.kafkaClient(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ConsumerRecord<byte[], byte[]> record : records(from, Topics.TRAINING_EXAMPLES)) {
        var unused = producer.send(new ProducerRecord<>(topic, record.key(), record.value()));
      }
      producer.flush();
    }
  }

  private static List<String> trainedImages(TestSettings settings)
      throws UndecodableRecordException {
    List<String> ids = new ArrayList<>();
    for (TrainingExample example : TopicReader.values(settings.load(), Topics.TRAINING_EXAMPLES)) {
      if (example.getKind() == ExampleKind.EXAMPLE) {
        ids.add(example.getImageId());
      }
    }
    return ids;
  }

  /** Hashes of all heads by version. */
  private static Map<Long, String> heads(TestSettings settings) throws UndecodableRecordException {
    Map<Long, String> hashes = new TreeMap<>();
    for (FcHead head : TopicReader.values(settings.load(), Topics.FC_HEADS)) {
      assertThat(hashes.put(head.getVersion(), head.getSha256())).isNull();
    }
    return hashes;
  }

  private static long examples(TestSettings settings) throws UndecodableRecordException {
    TrainingState state = lastState(settings);
    return state == null ? 0 : state.getExamples();
  }

  private static TrainingState lastState(TestSettings settings) throws UndecodableRecordException {
    List<TrainingState> states = TopicReader.values(settings.load(), Topics.TRAINING_STATE);
    return states.isEmpty() ? null : states.get(states.size() - 1);
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(Settings settings, Topic<?> topic) {
    return TopicReader.readAll(
        (String) settings.kafkaClient().get("bootstrap.servers"),
        TopicNames.from(settings).of(topic));
  }
}
