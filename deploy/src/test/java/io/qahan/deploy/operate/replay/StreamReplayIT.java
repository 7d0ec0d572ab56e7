package io.qahan.deploy.operate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.TopicReader;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.SparseFeatures;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class StreamReplayIT {
  private static final int IMAGES = 40;
  private static final int EXAMPLES = 2 * IMAGES + IMAGES / 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();
  @TempDir Path state;

  /** As in clusters of before the brokers wrote the times: a test cannot wait for real ones. */
  @BeforeEach
  void giveTimes() throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (Topic<?> topic : List.of(Topics.IMAGES, Topics.LABELS)) {
      changes.put(
          new ConfigResource(ConfigResource.Type.TOPIC, cluster.names().of(topic)),
          List.of(
              new AlterConfigOp(
                  new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"),
                  AlterConfigOp.OpType.SET)));
    }
    try (Admin admin = cluster.brokers().admin()) {
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }

  @Test
  void shouldCopyImagesAndLabelsSinceATimeAsTheyWereUnderAFreshPrefix() throws Exception {
    Instant begin = Instant.now();
    send(Topics.IMAGES, "before", begin.minusSeconds(60));
    send(Topics.LABELS, "before", begin.minusSeconds(60));
    for (int i = 0; i < IMAGES; i++) {
      send(Topics.IMAGES, "image-" + i, begin.plusMillis(i));
      send(Topics.LABELS, "image-" + i, begin.plusMillis(i));
    }

    CommandRun copied =
        cluster.run("replay", "--from", begin.toString(), "--into", again(), "--rate", "0");

    assertThat(copied.exitCode()).as(copied.err()).isZero();
    assertThat(copied.out())
        .contains(IMAGES + " images and " + IMAGES + " labels")
        .contains("topic.prefix=" + again());
    for (Topic<?> topic : List.of(Topics.IMAGES, Topics.LABELS)) {
      assertThat(texts(new TopicNames(again()).of(topic)))
          .hasSize(IMAGES)
          .containsExactlyInAnyOrderElementsOf(
              texts(cluster.names().of(topic)).stream()
                  .filter(text -> !text.contains("before"))
                  .toList());
    }
    CommandRun twice = cluster.run("replay", "--from", "1h", "--into", again());
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).contains("not fresh");
    String end = begin.plusMillis(10).toString();
    assertThat(
            cluster
                .run(
                    "replay",
                    "--from",
                    begin.toString(),
                    "--until",
                    end,
                    "--into",
                    "ten." + cluster.names().prefix())
                .out())
        .contains("10 images and 10 labels");
  }

  /** A fresh prefix, which no other test has. */
  private String again() {
    return "again." + cluster.names().prefix();
  }

  private void send(Topic<?> topic, String id, Instant at) throws Exception {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  cluster.names().of(topic),
                  null,
                  at.toEpochMilli(),
                  key,
                  new byte[] {(byte) id.length()},
                  new RecordHeaders().add("trace", key)))
          .get();
    }
  }

  private List<String> texts(String topic) {
    return cluster.read(topic).stream()
        .map(
            record ->
                record.partition() + idOf(record) + record.value()[0] + " " + record.headers())
        .toList();
  }

  private static String idOf(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldLetOtherServicesAnswerAndLearnTheStreamOfThePast() throws Exception {
    CommandRun sent =
        cluster.run(
            "send",
            "--dataset",
            "sample",
            "--images",
            "" + IMAGES,
            "--rate",
            "0",
            "--label-delay",
            "0s");
    assertThat(sent.exitCode()).as(sent.err()).isZero();

    assertThat(cluster.run("replay", "--from", "1h", "--into", again()).exitCode()).isZero();

    Settings settings =
        cluster
            .given()
            .with("topic.prefix", again())
            .with("streams.state.dir", state.toString())
            .load();
    TopicNames names = TopicNames.from(settings);
    try (RunningService ingest = RunningService.ingest(settings);
        RunningService worker = RunningService.worker(settings);
        RunningService trainer = RunningService.trainer(settings)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(ids(names.of(Topics.PREDICTIONS)))
                    .containsExactlyInAnyOrderElementsOf(ids(cluster.names().of(Topics.IMAGES)));
                assertThat(cluster.read(names.of(Topics.TRAINING_EXAMPLES)))
                    .hasSizeGreaterThanOrEqualTo(IMAGES);
              });
    }
    assertThat(cluster.read(cluster.names().of(Topics.PREDICTIONS))).isEmpty();
  }

  private List<String> ids(String topic) {
    return cluster.read(topic).stream().map(StreamReplayIT::idOf).toList();
  }

  @Test
  void shouldLearnTheSameOfAStreamWithCorrectionsInStep() throws Exception {
    Settings live = inOrder("live.");
    Settings again = inOrder("again.");
    List<String> replay =
        List.of("replay", "--from", "1h", "--rate", "0", "--in-step", "--into", prefix(again));
    try (RunningService ingest = RunningService.ingest(live);
        RunningService worker = RunningService.worker(live);
        RunningService trainer = RunningService.trainer(live)) {
      on(
          live,
          List.of(
              "send",
              "--dataset",
              "sample",
              "--images",
              "" + IMAGES,
              "--rate",
              "0",
              "--label-delay",
              "none"));
      await()
          .atMost(PATIENCE)
          .until(() -> TopicReader.values(live, Topics.MASKED_FEATURES).size() == IMAGES);
      labelAndCorrect(live);
      await().atMost(PATIENCE).until(() -> trained(live) == EXAMPLES);
    }
    try (RunningService ingest = RunningService.ingest(again);
        RunningService worker = RunningService.worker(again);
        RunningService trainer = RunningService.trainer(again)) {
      assertThat(on(live, replay).out()).contains(IMAGES + " images and " + EXAMPLES + " labels");
      await().atMost(PATIENCE).until(() -> trained(again) == EXAMPLES);
    }

    assertThat(learned(again)).isEqualTo(learned(live)).hasSize(EXAMPLES);
    assertThat(heads(again)).isEqualTo(heads(live)).hasSizeGreaterThan(2);
    assertThat(lastState(again).getWeights()).isEqualTo(lastState(live).getWeights());
    assertThat(lastState(again).getCorrections()).isEqualTo(EXAMPLES - IMAGES);
    CommandRun twice = CommandRun.of(command(live, replay));
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.err()).contains("not fresh");
  }

  /** One partition of each topic, so that labels have one order, and no batch but full ones. */
  private Settings inOrder(String prefix) {
    return cluster
        .given()
        .with("topic.prefix", prefix + cluster.names().prefix())
        .with("topic.partitions", "1")
        .with("streams.state.dir", state.resolve(prefix).toString())
        .with("trainer.batch", "10")
        .with("trainer.publish.every", "1")
        .with("trainer.flush.after", "1h")
        .load();
  }

  private static String prefix(Settings settings) {
    return TopicNames.from(settings).prefix();
  }

  private CommandRun on(Settings settings, List<String> arguments) {
    CommandRun run = CommandRun.of(command(settings, arguments));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private String[] command(Settings settings, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(
        List.of(
            "--bootstrap-servers",
            cluster.bootstrapServers(),
            "-D",
            "topic.prefix=" + prefix(settings)));
    return all.toArray(String[]::new);
  }

  /** All get a label, then all another one, then every second image its first one back. */
  private void labelAndCorrect(Settings settings) throws Exception {
    Codec<Label> codec = Codecs.from(settings).of(Topics.LABELS);
    String topic = TopicNames.from(settings).of(Topics.LABELS);
    List<String> ids = ids(TopicNames.from(settings).of(Topics.MASKED_FEATURES));
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < IMAGES; i += round == 2 ? 2 : 1) {
          Label label = new Label((i + round % 2) % 10, "test", Instant.EPOCH);
          producer
              .send(
                  new ProducerRecord<>(
                      topic, ids.get(i).getBytes(StandardCharsets.UTF_8), codec.encode(label)))
              .get();
        }
      }
    }
  }

  /** What a head learns of an example. */
  private record Learned(
      String id, SparseFeatures features, int label, int revision, Integer previousLabel) {}

  private static List<Learned> learned(Settings settings) throws Exception {
    return TopicReader.values(settings, Topics.TRAINING_EXAMPLES).stream()
        .map(
            example ->
                new Learned(
                    example.getImageId(),
                    example.getFeatures(),
                    example.getLabel(),
                    example.getRevision(),
                    example.getPreviousLabel()))
        .toList();
  }

  private static List<String> heads(Settings settings) throws Exception {
    return TopicReader.values(settings, Topics.FC_HEADS).stream().map(FcHead::getSha256).toList();
  }

  private static long trained(Settings settings) throws Exception {
    TrainingState state = lastState(settings);
    return state == null ? 0 : state.getExamples();
  }

  private static TrainingState lastState(Settings settings) throws Exception {
    List<TrainingState> states = TopicReader.values(settings, Topics.TRAINING_STATE);
    return states.isEmpty() ? null : states.get(states.size() - 1);
  }
}
