package io.qahan.deploy.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.deploy.cluster.EmbeddedKafka;
import io.qahan.deploy.pipeline.RunSummary;
import io.qahan.deploy.pipeline.send.LabelTiming;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.pipeline.send.StreamPlan;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.BackgroundStream;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.position.LostPositionException;
import io.qahan.schemas.position.Position;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker forgets of a group that was away: deleted here, as it lapses after a week. */
class LapsedOffsetsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static EmbeddedKafka kafka;
  private static Admin admin;

  @TempDir private Path state;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.temporary();
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterAll
  static void stop() throws Exception {
    admin.close();
    kafka.close();
  }

  private TestSettings prefixed(String prefix) {
    return TestSettings.of(kafka.bootstrapServers(), state)
        .with("topic.prefix", prefix)
        .with("topic.partitions", "2");
  }

  @Test
  void nothingIsAnsweredOrTrainedTwiceWhenTheGroupsAreForgotten() throws Exception {
    Settings settings = prefixed("lapsed.").load();
    run(settings, "first", 60);

    forget("lapsed.ingest", "lapsed.trainer-join", "lapsed.trainer-default", "lapsed.qubo-workers");
    run(settings, "second", 20);

    for (Topic<?> topic : List.of(Topics.PREDICTIONS, Topics.MASKED_FEATURES)) {
      assertThat(read(settings, topic)).extracting(LapsedOffsetsIT::key).hasSize(80);
      assertThat(read(settings, topic)).extracting(LapsedOffsetsIT::key).doesNotHaveDuplicates();
    }
    assertThat(examples(settings)).isEqualTo(80);
  }

  @Test
  void aVersionThatDidNotRememberLeavesItToAPersonWhereToGoOn() throws Exception {
    TestSettings settings = prefixed("older.");
    try (RunningService ingest = RunningService.ingest(settings.load());
        RunningService worker = RunningService.worker(settings.load())) {
      stream(settings.load(), "first", 10, new LabelTiming.None());
      assertThat(ingest.health().get().ready()).isTrue();
      assertThat(worker.health().get().ready()).isTrue();
    }
    admin
        .deleteTopics(
            List.of(
                "older.ingest-pending-images-positions-changelog",
                "older.ingest-head-audit-positions-changelog"))
        .all()
        .get();
    forget("older.ingest");

    assertThatThrownBy(() -> RunningService.ingest(settings.load()))
        .isInstanceOf(LostPositionException.class)
        .hasMessageContaining("[older.ingest] cannot go on in [older.images.v1-")
        .hasMessageContaining("lost.position=end");
    try (RunningService ingest =
            RunningService.ingest(settings.with("lost.position", "end").load());
        RunningService worker = RunningService.worker(settings.load())) {
      stream(settings.load(), "second", 5, new LabelTiming.None());
      assertThat(worker.health().get().ready()).isTrue();
      assertThat(duplicates(ingest.meters())).isZero();
    }
    assertThat(read(settings.load(), Topics.PREDICTIONS)).hasSize(15);
  }

  @Test
  void imagesThatWereRemovedUnreadAreCounted() throws Exception {
    Settings settings = prefixed("removed.").load();
    run(settings, "first", 20);
    try (RecordSender sender = RecordSender.to(settings)) {
      for (int i = 0; i < 30; i++) {
        sender.send(TopicNames.from(settings).of(Topics.IMAGES), "unread-" + i, new byte[] {1});
      }
      sender.flush();
    }
    for (int partition = 0; partition < 2; partition++) {
      TopicPartition images =
          new TopicPartition(TopicNames.from(settings).of(Topics.IMAGES), partition);
      admin.deleteRecords(Map.of(images, RecordsToDelete.beforeOffset(-1))).all().get();
    }

    try (RunningService ingest = RunningService.ingest(settings)) {
      assertThat(ingest.meters().get("qahan.records.lost").tag("topic", "images").counter().count())
          .isEqualTo(30);
    }
  }

  private static void run(Settings settings, String name, int images) throws Exception {
    try (RunningService ingest = RunningService.ingest(settings);
        RunningService worker = RunningService.worker(settings);
        RunningService trainer = RunningService.trainer(settings)) {
      long before = examples(settings);
      stream(settings, name, images, new LabelTiming.Now());
      await().atMost(PATIENCE).until(() -> examples(settings) >= before + images);
      assertThat(worker.health().get().ready()).isTrue();
      await().atMost(PATIENCE).until(() -> isAllRemembered(settings));
      assertThat(duplicates(ingest.meters())).isZero(); // what is read again is one
      assertThat(
              trainer.meters().find("qahan.join.duplicates").counters().stream()
                  .mapToDouble(counter -> counter.count())
                  .sum())
          .isZero();
    }
  }

  /** Whether the positions on record are behind the last record of each topic. */
  private static boolean isAllRemembered(Settings settings) {
    return isRemembered(settings, "ingest-pending-images", Topics.IMAGES)
        && isRemembered(settings, "ingest-pending-images", Topics.MASK_RESULTS)
        && isRemembered(settings, "trainer-join-label-join", Topics.MASKED_FEATURES)
        && isRemembered(settings, "trainer-join-labels-intake", Topics.LABELS);
  }

  private static boolean isRemembered(Settings settings, String part, Topic<?> topic) {
    String changelog = settings.get(CommonSettings.TOPIC_PREFIX) + part + "-positions-changelog";
    Map<String, Long> next = new HashMap<>();
    TopicReader.readAll(settings.get(CommonSettings.BOOTSTRAP_SERVERS), changelog)
        .forEach(record -> next.put(key(record), Position.of(record.value()).orElseThrow().next()));
    return read(settings, topic).stream()
        .allMatch(
            record ->
                next.getOrDefault(record.topic() + "-" + record.partition(), 0L) > record.offset());
  }

  private static double duplicates(MeterRegistry ingest) {
    return ingest.get("qahan.ingest.images").tag("outcome", "duplicate").counter().count();
  }

  private static void stream(Settings settings, String name, int images, LabelTiming labels)
      throws Exception {
    try (BackgroundStream stream =
        BackgroundStream.start(name, settings, new StreamPlan(images, 0, labels, 0))) {
      RunSummary summary = stream.await();
      assertThat(summary.predictions()).isEqualTo(images);
    }
  }

  private static void forget(String... groups) throws Exception {
    admin.deleteConsumerGroups(List.of(groups)).all().get();
  }

  /** Without the marks of a trainer that had nothing to do for a while. */
  private static long examples(Settings settings) throws UndecodableRecordException {
    return TopicReader.values(settings, Topics.TRAINING_EXAMPLES).stream()
        .filter(example -> example.getKind() == ExampleKind.EXAMPLE)
        .count();
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(Settings settings, Topic<?> topic) {
    return TopicReader.readAll(
        settings.get(CommonSettings.BOOTSTRAP_SERVERS), TopicNames.from(settings).of(topic));
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }
}
