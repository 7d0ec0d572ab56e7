package io.qahan.deploy.operate.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.deploy.stream.TestSettings;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A challenger works on the champion's images and labels, and nobody sees it. */
@Timeout(180)
class ShadowIT {
  private static final int IMAGES = 60;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path state;

  private OperatedCluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = OperatedCluster.start(state);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void shouldAnswerAndLearnBesideTheChampionAndBeComparedWithIt() throws Exception {
    Settings champion = cluster.settings();
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
      List<String> images = ids(cluster.names().of(Topics.IMAGES));
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
    assertThat(ids(cluster.names().of(Topics.LABELS))).hasSize(IMAGES);
    try (Admin admin = cluster.brokers().admin()) {
      assertThat(admin.listTopics().names().get())
          .contains(own.of(Topics.MASK_REQUESTS))
          .doesNotContain("b.images.v1", "b.labels.v1");
    }

    JsonNode told =
        JsonMapper.builder()
            .build()
            .readTree(cluster.run("compare", "--challenger", "b.", "--json").out());
    assertThat(told.get("images").asInt()).isEqualTo(IMAGES);
    assertThat(told.get("labelled").asInt()).isEqualTo(IMAGES);
    double first = told.get("champion").get("accuracy").asDouble();
    double second = told.get("challenger").get("accuracy").asDouble();
    long ahead = told.get("onlyChampionRight").asLong() - told.get("onlyChallengerRight").asLong();
    assertThat(Math.round((first - second) * IMAGES)).isEqualTo(ahead);
  }

  @Test
  void shouldSayWhatIsWrongInsteadOfComparingNothing() {
    CommandRun alone = cluster.run("compare", "--challenger", "b.");
    assertThat(alone.exitCode()).isEqualTo(1);
    assertThat(alone.err()).contains("There is no topic [b.predictions.v1]");
    assertThat(cluster.run("compare", "--challenger", "qahan.").err()).contains("two prefixes");

    CommandRun typo =
        CommandRun.of(
            cluster.command(
                "topics", "create", "-D", "topic.prefix=b.", "-D", "input.prefix=qhan."));
    assertThat(typo.exitCode()).isEqualTo(1);
    assertThat(typo.err()).contains("no topic [qhan.images.v1] to share").contains("input.prefix");
  }

  /** Of fewer partitions than the images have, if it were asked. */
  private TestSettings challenger() {
    return cluster
        .given()
        .with("topic.prefix", "b.")
        .with("input.prefix", cluster.names().prefix())
        .with("topic.partitions", "1")
        .with("streams.state.dir", state.resolve("b").toString())
        .with("ingest.layout", "spatial")
        .with("ingest.output", "pooled");
  }

  private List<String> ids(String topic) {
    return cluster.read(topic).stream()
        .map(record -> new String(record.key(), StandardCharsets.UTF_8))
        .toList();
  }
}
