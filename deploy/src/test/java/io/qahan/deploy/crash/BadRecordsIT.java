package io.qahan.deploy.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadRecordsIT {
  private static final int IMAGES = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The topics that a service of ours takes work from. */
  private static final List<Topic<?>> WORK =
      List.of(
          Topics.IMAGES,
          Topics.LABELS,
          Topics.MASK_REQUESTS,
          Topics.MASK_RESULTS,
          Topics.MASKED_FEATURES,
          Topics.TRAINING_EXAMPLES,
          Topics.TRAINING_STATE,
          Topics.FC_HEADS,
          Topics.CONTROL);

  @Test
  void shouldSetBadRecordsOfEveryTopicAsideAndGoOn(@TempDir Path state) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      Settings settings = TestSettings.of(kafka.bootstrapServers(), state).load();
      try (RunningService ingest = RunningService.ingest(settings);
          RunningService worker = RunningService.worker(settings);
          RunningService trainer = RunningService.trainer(settings)) {
        sendBadRecords(settings);
        try (BackgroundStream stream =
            BackgroundStream.start(
                "good", settings, new StreamPlan(IMAGES, 0, new LabelTiming.Now(), 0))) {
          RunSummary summary = stream.await();

          assertThat(summary.predictions()).isEqualTo(IMAGES);
          assertThat(summary.duplicates()).isZero();
        }
        for (Topic<?> topic : WORK) {
          awaitDeadLetter(settings, topic, "undecodable");
        }
        awaitDeadLetter(settings, Topics.LABELS, "label-out-of-range");
        awaitDeadLetter(settings, Topics.FC_HEADS, "head-wrong-shape");
        for (RunningService service : new RunningService[] {ingest, worker, trainer}) {
          assertThat(service.health().get().ready()).as(service.name()).isTrue();
        }
      }
    }
  }

  private static void sendBadRecords(Settings settings) {
    TopicNames names = TopicNames.from(settings);
    Codecs codecs = Codecs.from(settings);
    Random random = new Random(5);
    try (RecordSender sender = RecordSender.to(settings)) {
      for (Topic<?> topic : Topics.all()) {
        byte[] bytes = new byte[200];
        random.nextBytes(bytes);
        String key =
            topic.key() == Topic.Key.MODEL_NAME ? settings.get(CommonSettings.MODEL) : "an-image";
        sender.send(names.of(topic), key, bytes);
      }
      sender.send(
          names.of(Topics.LABELS),
          "another-image",
          codecs.of(Topics.LABELS).encode(new Label(99, "test", Instant.now())));
      sender.send(
          names.of(Topics.FC_HEADS),
          settings.get(CommonSettings.MODEL),
          codecs.of(Topics.FC_HEADS).encode(wrongShape()));
      sender.flush();
    }
  }

  private static io.qahan.schemas.avro.FcHead wrongShape() {
    return Head.untrained(new HeadShape(10, 49, "no-such-stack")).toRecord();
  }

  private static void awaitDeadLetter(Settings settings, Topic<?> topic, String cause) {
    await()
        .alias("a dead letter of [%s] with the cause [%s]".formatted(topic.base(), cause))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(causes(settings, topic)).containsOnlyOnce(cause));
  }

  private static List<String> causes(Settings settings, Topic<?> topic) {
    return TopicReader.readAll(
            settings.get(CommonSettings.BOOTSTRAP_SERVERS),
            TopicNames.from(settings).deadLettersOf(topic))
        .stream()
        .map(
            record ->
                new String(
                    record.headers().lastHeader(DeadLetter.CAUSE).value(), StandardCharsets.UTF_8))
        .toList();
  }
}
