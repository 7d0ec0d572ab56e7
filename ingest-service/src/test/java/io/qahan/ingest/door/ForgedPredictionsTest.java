package io.qahan.ingest.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Predictions that decode, and that no ingest has made: whoever may write the topic may write them.
 */
class ForgedPredictionsTest {
  private final HttpFixture http = new HttpFixture(true);

  @AfterEach
  void close() {
    http.close();
  }

  private static Prediction.Builder good() {
    return Prediction.newBuilder()
        .setPredicted(1)
        .setProbabilities(LittleEndian.floats(new float[] {0.25f, 0.75f}))
        .setHeadVersion(3)
        .setHeadHash("ab")
        .setConvVersion("c")
        .setMask(ByteBuffer.wrap(new byte[] {1, 0}))
        .setMaskShape(List.of(4, 4))
        .setSolver("exact")
        .setOutcome(SolveOutcome.SOLVED)
        .setEnergy(-1)
        .setGreedyEnergy(-0.5)
        .setLowerBound(null)
        .setDegraded(false)
        .setDeadlineMet(true)
        .setEventTime(Instant.EPOCH)
        .setPredictedAt(Instant.EPOCH)
        .setStageMillis(new HashMap<>(Map.of("total", 1.5)));
  }

  private void arrives(String id, Prediction prediction) {
    http.recent.accept(
        new ConsumerRecord<>(
            "t.predictions.v1",
            0,
            0,
            id == null ? null : id.getBytes(StandardCharsets.UTF_8),
            http.codecs.of(Topics.PREDICTIONS).encode(prediction)));
  }

  private void allIsWell(String id) throws IOException {
    assertThat(http.get("/api/summary").status()).isEqualTo(200);
    assertThat(http.get("/predictions/" + id).status()).isIn(200, 404);
  }

  @Test
  void eachKindOfContradictionIsPassedOverAndCounted() throws IOException {
    List<Prediction> forged =
        List.of(
            good().setPredicted(2).build(),
            good().setPredicted(-1).build(),
            good().setPredicted(Integer.MAX_VALUE).build(),
            good().setProbabilities(ByteBuffer.allocate(0)).build(),
            good().setProbabilities(ByteBuffer.allocate(7)).build(),
            good().setMaskShape(List.of()).build(),
            good().setMaskShape(List.of(4)).build(),
            good().setMaskShape(List.of(-4, -4)).build(),
            good().setMaskShape(List.of(Integer.MAX_VALUE, Integer.MAX_VALUE)).build(),
            good().setMask(ByteBuffer.allocate(3)).build(),
            good().setHeadVersion(-5).build(),
            good().setEnergy(Double.NaN).build(),
            good().setLowerBound(Double.NEGATIVE_INFINITY).build(),
            good().setSolver("x".repeat(100_000)).build(),
            good().setStageMillis(new HashMap<>(Map.of("total", Double.NaN))).build());
    for (Prediction prediction : forged) {
      arrives("forged", prediction);
      allIsWell("forged");
    }
    arrives(null, good().build());

    assertThat(http.refused).hasValue(forged.size() + 1);
    assertThat(http.recent.count()).isZero();
    arrives("good", good().build());
    assertThat(http.get("/predictions/good").status()).isEqualTo(200);
    assertThat(http.get("/api/summary").json().at("/recent/0/probability").asDouble())
        .isEqualTo(0.75);
  }

  @Test
  void whateverArrivesTheSummaryIsAnswered() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] probabilities = new byte[random.nextInt(20)];
      random.nextBytes(probabilities);
      Prediction forged =
          good()
              .setPredicted(random.nextInt(6) - 1)
              .setProbabilities(ByteBuffer.wrap(probabilities))
              .setMask(ByteBuffer.allocate(random.nextInt(4)))
              .setMaskShape(List.of(random.nextInt(6) - 1, random.nextInt(6)))
              .setEventTime(Instant.ofEpochMilli(random.nextLong()))
              .setPredictedAt(Instant.ofEpochMilli(random.nextLong()))
              .setStageMillis(new HashMap<>())
              .build();
      arrives("a", forged);
      allIsWell("a");
    }
    assertThat(http.refused.get() + http.recent.count()).isEqualTo(300);
  }
}
