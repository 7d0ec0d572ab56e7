package io.qahan.deploy.operate.predictions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.qahan.deploy.CommandRun;
import io.qahan.deploy.operate.OperatedCluster;
import io.qahan.deploy.pipeline.send.RecordSender;
import io.qahan.deploy.process.QahanProcess;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PredictionsCommandIT {
  @RegisterExtension final OperatedCluster cluster = new OperatedCluster();

  @Test
  void shouldShowTheNewestAnswersALineEach() throws Exception {
    assertThat(cluster.run("predictions").out()).isEmpty();
    send(0, 30);
    try (RecordSender sender = RecordSender.to(cluster.settings())) {
      sender.send(cluster.names().of(Topics.PREDICTIONS), "forged", new byte[] {1, 2, 3});
      sender.flush();
    }

    CommandRun all = cluster.run("predictions");
    assertThat(all.exitCode()).as(all.err()).isZero();
    assertThat(all.out().lines()).hasSize(30);
    assertThat(all.out()).contains("image 7  is 7 (75.0 %), head v3, mask by auto:exact");
    assertThat(all.err()).contains("is no prediction");

    List<String> lines =
        cluster.run("predictions", "--limit", "4", "--json").out().lines().toList();
    assertThat(lines).hasSize(4);
    JsonNode last = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(last.get("id").asText()).startsWith("image ");
    assertThat(last.get("className").asText()).isEqualTo(last.get("predicted").asText());
    assertThat(last.get("probability").asDouble()).isEqualTo(0.75);
    assertThat(last.get("degraded").asBoolean()).isFalse();
    assertThat(last.get("predictedAt").asText()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void shouldGoOnWithThoseThatComeIfAsked() throws Exception {
    send(0, 1);
    try (QahanProcess follower = QahanProcess.start(cluster.command("predictions", "--follow"))) {
      follower.awaitLine("image 0  is 0");
      send(1, 4);
      for (int i = 1; i < 4; i++) { // in any order: they lie on several partitions
        follower.awaitLine("image %d  is %d".formatted(i, i));
      }
    }
  }

  private void send(int from, int to) {
    try (RecordSender sender = RecordSender.to(cluster.settings())) {
      for (int i = from; i < to; i++) {
        sender.send(
            cluster.names().of(Topics.PREDICTIONS),
            "image " + i,
            Codecs.from(cluster.settings()).of(Topics.PREDICTIONS).encode(prediction(i % 10)));
      }
      sender.flush();
    }
  }

  private static Prediction prediction(int predicted) {
    float[] probabilities = new float[10];
    probabilities[(predicted + 1) % 10] = 0.25f;
    probabilities[predicted] = 0.75f;
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    return Prediction.newBuilder()
        .setPredicted(predicted)
        .setProbabilities(LittleEndian.floats(probabilities))
        .setHeadVersion(3)
        .setHeadHash("")
        .setConvVersion("a-stack")
        .setMask(ByteBuffer.allocate(2))
        .setMaskShape(List.of(4, 4))
        .setSolver("auto:exact")
        .setOutcome(SolveOutcome.SOLVED)
        .setEnergy(-1)
        .setGreedyEnergy(-1)
        .setLowerBound(null)
        .setDegraded(false)
        .setDeadlineMet(true)
        .setEventTime(at)
        .setPredictedAt(at)
        .setStageMillis(Map.of("total", 1.0))
        .build();
  }
}
