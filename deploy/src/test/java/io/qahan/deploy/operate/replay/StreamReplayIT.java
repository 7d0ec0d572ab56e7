package io.qahan.deploy.operate.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
}
