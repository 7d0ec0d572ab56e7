package io.qahan.deploy.operate.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A challenger works on the champion's images and labels, and nobody sees it. */
@Timeout(180)
class ShadowIT {
  private static final int IMAGES = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();
  @TempDir Path state;

  @Test
  void shouldAnswerAndLearnBesideTheChampionAndBeComparedWithIt() throws Exception {
    Settings champion = given().load();
    Settings challenger = challenger().load();
    TopicNames own = TopicNames.from(challenger);
    try (RunningService ingest = RunningService.ingest(champion);
        RunningService worker = RunningService.worker(champion);
        RunningService trainer = RunningService.trainer(champion);
        RunningService shadow = RunningService.ingest(challenger);
        RunningService shadowWorker = RunningService.worker(challenger);
        RunningService shadowTrainer = RunningService.trainer(challenger)) {
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
      sendWithLabel();
      List<String> images = ids(cluster.names().of(Topics.IMAGES));
      Settings mixed = given().with("model", "another").load();
      for (Start service : List.<Start>of(RunningService::ingest, RunningService::trainer)) {
        assertThatThrownBy(() -> service.with(mixed))
            .hasStackTraceContaining("model [default] runs under [" + cluster.names().prefix())
            .hasStackTraceContaining("input.prefix");
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                for (TopicNames names : List.of(cluster.names(), own)) {
                  assertThat(ids(names.of(Topics.PREDICTIONS)))
                      .containsExactlyInAnyOrderElementsOf(images);
                  assertThat(ids(names.of(Topics.TRAINING_EXAMPLES)))
                      .hasSizeGreaterThan(IMAGES / 2);
                }
              });
    }
    // Of the label inside an image one record is made, and not one by each.
    assertThat(ids(cluster.names().of(Topics.LABELS))).hasSize(IMAGES + 1);
    try (Admin admin = cluster.brokers().admin()) {
      assertThat(admin.listTopics().names().get())
          .contains(own.of(Topics.MASK_REQUESTS))
          .doesNotContain(shadow() + "images.v1", shadow() + "labels.v1");
    }

    JsonNode told =
        cluster.json("compare", "--champion", cluster.names().prefix(), "--challenger", shadow());
    assertThat(told.get("images").asInt()).isEqualTo(IMAGES + 1);
    assertThat(told.get("labelled").asInt()).isEqualTo(IMAGES + 1);
    double first = told.get("champion").get("accuracy").asDouble();
    double second = told.get("challenger").get("accuracy").asDouble();
    long ahead = told.get("onlyChampionRight").asLong() - told.get("onlyChallengerRight").asLong();
    assertThat(Math.round((first - second) * (IMAGES + 1))).isEqualTo(ahead);
  }

  @Test
  void shouldSayWhatIsWrongInsteadOfComparingNothing() {
    String own = cluster.names().prefix();
    CommandRun alone = cluster.run("compare", "--champion", own, "--challenger", "nobodys.");
    assertThat(alone.exitCode()).isEqualTo(1);
    assertThat(alone.err()).contains("There is no topic [nobodys.predictions.v1]");
    CommandRun same = cluster.run("compare", "--champion", own, "--challenger", own);
    assertThat(same.err()).contains("name two prefixes");

    CommandRun typo = cluster.run("topics", "create", "-D", "input.prefix=qhan.");
    assertThat(typo.exitCode()).isEqualTo(1);
    assertThat(typo.err()).contains("no topic [qhan.images.v1] to share").contains("input.prefix");
  }

  private interface Start {
    RunningService with(Settings settings) throws Exception;
  }

  private void sendWithLabel() throws Exception {
    Image image =
        new Image(
            ImageEncoding.RAW,
            ByteBuffer.allocate(28 * 28),
            List.of(1, 28, 28),
            "",
            Instant.now(),
            3);
    try (Producer<byte[], byte[]> producer = cluster.brokers().producer()) {
      producer
          .send(
              new ProducerRecord<>(
                  cluster.names().of(Topics.IMAGES),
                  "labelled".getBytes(StandardCharsets.UTF_8),
                  cluster.brokers().codecs().of(Topics.IMAGES).encode(image)))
          .get();
    }
  }

  private String shadow() {
    return "b." + cluster.names().prefix();
  }

  private TestSettings given() {
    return cluster.given().with("streams.state.dir", state.toString());
  }

  /** Of fewer partitions than the images have, if it were asked. */
  private TestSettings challenger() {
    return given()
        .with("topic.prefix", shadow())
        .with("input.prefix", cluster.names().prefix())
        .with("topic.partitions", "1")
        .with("ingest.layout", "spatial")
        .with("ingest.output", "pooled");
  }

  private List<String> ids(String topic) {
    return cluster.read(topic).stream()
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }
}
