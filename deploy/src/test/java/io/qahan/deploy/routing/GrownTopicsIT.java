package io.qahan.deploy.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.qahan.deploy.CommandRun;
import io.qahan.deploy.pipeline.service.RunningService;
import io.qahan.ingest.stream.IngestTopology;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ImageRoute;
import io.qahan.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrownTopicsIT {
  private static final int IMAGES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void shouldGrowTheRouteOfTheImagesAndLoseNothing(@TempDir Path state) throws Exception {
    try (ScatteredCluster cluster = ScatteredCluster.start(state)) {
      // No time passes between two looks at the topics: growth is noticed soon.
      Settings settings = cluster.given().with("kafka.metadata.max.age.ms", "500").load();
      try (RunningService ingest = RunningService.ingest(settings)) {
        try (RunningService worker = RunningService.worker(settings)) {
          send(cluster, "answered", 4);
          await()
              .atMost(PATIENCE)
              .untilAsserted(() -> assertThat(cluster.predictions()).hasSize(IMAGES));
        }
        send(cluster, "pending", 4); // no worker answers those
        await()
            .atMost(PATIENCE)
            .until(() -> ingest.meters().get("qahan.ingest.pending").gauge().value() == IMAGES);

        CommandRun early = grow(cluster, "8");
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.err()).contains("qahan ingest (group qahan.ingest)").contains("--wait");

        cluster.addPartitions(Topics.IMAGES, 8); // as somebody does who does not know
        await().atMost(PATIENCE).until(() -> !ingest.health().get().live());
        assertThat(ingest.health().get().ready()).isFalse();
        assertThat(ingest.health().get().detail())
            .contains("qahan.images.v1=8")
            .contains("qahan topics grow --partitions 8");
      }
      assertThatIllegalStateException()
          .isThrownBy(() -> RunningService.ingest(settings))
          .withMessageContaining("qahan topics grow --partitions 8");
      assertThatIllegalStateException()
          .isThrownBy(() -> RunningService.worker(settings))
          .withMessageContaining("qahan topics grow --partitions 8");
      assertThat(cluster.run("doctor").out()).contains("qahan topics grow --partitions 8");

      send(cluster, "waiting", 8);
      assertThat(grow(cluster, "6").err()).contains("less than there are");
      // A client that ended by itself is of the group until its session is over.
      CommandRun grown = cluster.run("topics", "grow", "--partitions", "8", "--wait", "1m");
      assertThat(grown.exitCode()).as(grown.err()).isZero();
      assertThat(grown.out()).contains("qahan.mask-results.v1: 4 -> 8");
      List<String> route = new ArrayList<>(ImageRoute.of(cluster.names()));
      route.addAll(IngestTopology.changelogs("qahan.ingest"));
      for (String topic : route) {
        assertThat(cluster.partitionsOf(topic)).as(topic).isEqualTo(8);
      }
      assertThat(grow(cluster, "8").out()).contains("already");

      try (RunningService ingest = RunningService.ingest(settings);
          RunningService worker = RunningService.worker(settings)) {
        send(cluster, "answered", 4); // sent again, and remembered
        send(cluster, "pending", 4);
        send(cluster, "later", 8);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(cluster.predictions()).hasSize(4 * IMAGES));
        assertThat(ingest.health().get().ready()).isTrue();
        assertThat(worker.health().get().ready()).isTrue();
      }
      assertThat(cluster.deadLetters(Topics.MASK_RESULTS)).isEmpty();
    }
  }

  private static CommandRun grow(ScatteredCluster cluster, String partitions) {
    return cluster.run("topics", "grow", "--partitions", partitions);
  }

  /** Sends images to the partitions in turn. */
  private static void send(ScatteredCluster cluster, String name, int partitions) {
    for (int i = 0; i < IMAGES; i++) {
      String id = name + "-" + i;
      cluster.send(Topics.IMAGES, i % partitions, id, cluster.image(id));
    }
    cluster.flush();
  }
}
