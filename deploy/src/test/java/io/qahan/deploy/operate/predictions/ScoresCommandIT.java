package io.qahan.deploy.operate.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.settings.CommonSettings;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.LabelledExample;
import io.qahan.trainer.online.learning.LearningOptions;
import io.qahan.trainer.online.learning.OnlineTraining;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScoresCommandIT {
  private static final int CLASSES = 3;

  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();

  /**
   * 95 images of class 0, all answered rightly, and 25 of class 2, of which ten were taken for 0.
   */
  private static TrainingState imbalanced() {
    try (OnlineTraining training =
        OnlineTraining.start(
            Head.untrained(new HeadShape(CLASSES, 4, "conv-1")),
            new LearningOptions(8, 0.01, 0.5, 1, 10),
            InstantSource.fixed(Instant.EPOCH))) {
      for (int i = 0; i < 120; i++) {
        int label = i < 95 ? 0 : 2;
        float[] answered = new float[CLASSES];
        answered[i < 105 ? 0 : 2] = 1;
        training.add(
            new LabelledExample(
                "image " + i,
                new Sparse(4, new int[] {label}, new float[] {1}),
                label,
                0,
                OptionalInt.empty(),
                answered));
      }
      return training.state(120, 0);
    }
  }

  private void send(TrainingState state) {
    try (RecordSender sender = RecordSender.to(cluster.settings())) {
      sender.send(
          cluster.names().of(Topics.TRAINING_STATE),
          cluster.settings().get(CommonSettings.MODEL),
          Codecs.from(cluster.settings()).of(Topics.TRAINING_STATE).encode(state));
      sender.flush();
    }
  }

  @Test
  void shouldShowWhatAccuracyHides() throws Exception {
    CommandRun early = cluster.run("scores");
    assertThat(early.exitCode()).isEqualTo(1);
    assertThat(early.err()).contains("No labelled image of model").contains("qahan doctor");

    send(imbalanced());

    CommandRun shown = cluster.run("scores", "--confusion");
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("newest 120 labelled images")
        .contains("accuracy 0.9167")
        .contains("least recall 0.6000: 2")
        .containsPattern("2 +0 +10");

    JsonNode json = new ObjectMapper().readTree(cluster.run("scores", "--json").out());
    assertThat(json.get("leastRecall").get("recall").asDouble()).isEqualTo(0.6);
    assertThat(json.get("classes")).hasSize(2);
    assertThat(json.get("classes").get(0).get("precision").asDouble()).isEqualTo(95 / 105.0);
    assertThat(json.get("confusion").isNull()).isTrue();
    JsonNode whole =
        new ObjectMapper().readTree(cluster.run("scores", "--json", "--confusion").out());
    assertThat(whole.get("confusion")).hasSize(3);
  }
}
