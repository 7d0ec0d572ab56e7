package io.qahan.deploy.operate.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the trainer obeys what the commands write. */
class OperatedTrainingIT {
  private static final int IMAGES = 200;
  private static final long HIGHEST = 1L << 53;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void shouldPinAHeadAndFreezeARunningTraining(@TempDir Path state) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      Settings settings =
          TestSettings.of(kafka.bootstrapServers(), state)
              .with("trainer.batch", "16")
              .with("trainer.publish.every", "1")
              .load();
      try (RunningService ingest = RunningService.ingest(settings);
          RunningService worker = RunningService.worker(settings);
          RunningService trainer = RunningService.trainer(settings)) {
        assertThat(List.of(ingest, worker, trainer)).hasSize(3);
        try (BackgroundStream stream =
            BackgroundStream.start(
                "operated", settings, new StreamPlan(IMAGES, 0, new LabelTiming.Now(), 0))) {
          stream.await();
        }
        await().atMost(PATIENCE).until(() -> heads(kafka).size() > 1);
        long first = heads(kafka).get(0).get("version").asLong();

        assertThat(run(kafka, "heads", "pin", Long.toString(first)).exitCode()).isZero();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(newest(heads(kafka)).asLong()).isEqualTo(first));

        assertThat(run(kafka, "training", "freeze").exitCode()).isZero();
        await().atMost(PATIENCE).until(() -> state(settings, kafka).getFrozen());
        assertThat(state(settings, kafka).getPinned()).isEqualTo(first);

        assertThat(run(kafka, "training", "resume").exitCode()).isZero();
        await().atMost(PATIENCE).until(() -> !state(settings, kafka).getFrozen());
        assertThat(state(settings, kafka).getPinned()).isNull();
        assertThat(run(kafka, "lag").out()).contains("qahan.ingest").contains("Stable");
        refuseAForgedHeadAndRollBack(kafka, settings, ingest);
      }
      try (RunningService restarted = RunningService.ingest(settings)) {
        assertThat(restarted.health().get().detail())
            .contains("head " + state(settings, kafka).getLive().getVersion() + " serves");
      }
    }
  }

  private static void refuseAForgedHeadAndRollBack(
      EmbeddedKafka kafka, Settings settings, RunningService ingest) throws Exception {
    FcHead live = state(settings, kafka).getLive();
    FcHead forged =
        FcHead.newBuilder(live)
            .setVersion(HIGHEST)
            .setParent(HIGHEST - 1)
            .setRestoredFrom(null)
            .build();
    try (RecordSender sender = RecordSender.to(settings)) {
      sender.send(
          TopicNames.from(settings).of(Topics.FC_HEADS),
          settings.get(CommonSettings.MODEL),
          Codecs.from(settings).of(Topics.FC_HEADS).encode(forged));
      sender.flush();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ingest.health().get().detail())
                    .contains(
                        "head " + live.getVersion() + " serves", "not written by the trainer"));
    assertThat(run(kafka, "heads", "list").out()).contains("not the trainer's", "" + HIGHEST);
    CommandRun doctor = run(kafka, "doctor");
    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.out()).contains("fault     heads", "[" + HIGHEST + "]");

    assertThat(run(kafka, "heads", "rollback").exitCode()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ingest.health().get().detail())
                    .contains("head " + (live.getVersion() + 1) + " serves")
                    .doesNotContain("refused"));
  }

  private static JsonNode heads(EmbeddedKafka kafka) throws Exception {
    return JsonMapper.builder().build().readTree(run(kafka, "heads", "list", "--json").out());
  }

  private static JsonNode newest(JsonNode heads) {
    return heads.get(heads.size() - 1).get("restoredFrom");
  }

  private static TrainingState state(Settings settings, EmbeddedKafka kafka) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> states =
        TopicReader.readAll(
            kafka.bootstrapServers(), TopicNames.from(settings).of(Topics.TRAINING_STATE));
    return Codecs.from(settings)
        .of(Topics.TRAINING_STATE)
        .decode(states.get(states.size() - 1).value());
  }

  private static CommandRun run(EmbeddedKafka kafka, String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--bootstrap-servers";
    all[arguments.length + 1] = kafka.bootstrapServers();
    return CommandRun.of(all);
  }
}
