package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.qubo.mask.Mask;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlausibilityTest {
  private final TopologyFixture ingest = new TopologyFixture();

  @AfterEach
  void close() {
    ingest.close();
  }

  private MaskResult honest() {
    ingest.sendImage("a");
    return TopologyFixture.result(ingest.requests().get(0), 1, 5, 9);
  }

  private void refusedAndAnsweredByGreedy(MaskResult result) {
    ingest.send(Topics.MASK_RESULTS, "a", result);
    ingest.driver.advanceWallClockTime(TopologyFixture.DEADLINE);

    assertThat(
            ingest.deadLetters(Topics.MASK_RESULTS).stream()
                .map(
                    letter ->
                        new String(
                            letter.headers().lastHeader(DeadLetter.CAUSE).value(),
                            StandardCharsets.UTF_8)))
        .containsExactly("implausible");
    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getSolver()).isEqualTo("greedy");
    assertThat(prediction.getDegraded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(floats = {3e38f, -3e38f, 1e20f, 1e6f, 300f})
  void aKeptValueThatTheImageCannotHaveIsRefused(float absurd) {
    MaskResult good = honest();
    float[] values = LittleEndian.floats(good.getKeptValues());
    values[0] = absurd;
    refusedAndAnsweredByGreedy(
        MaskResult.newBuilder(good).setKeptValues(LittleEndian.floats(values)).build());
  }

  @Test
  void aValueThatGreedyKeepsTooMustBeTheOneThatWasSent() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    byte[] bits = new byte[request.getGreedyMask().remaining()];
    request.getGreedyMask().duplicate().get(bits);
    MaskResult good =
        TopologyFixture.result(request, Mask.fromBytes(bits, request.getShape().get(0)).kept());
    float[] values = LittleEndian.floats(good.getKeptValues());
    values[0] = Math.nextUp(values[0] * 0.5f);
    refusedAndAnsweredByGreedy(
        MaskResult.newBuilder(good).setKeptValues(LittleEndian.floats(values)).build());
  }

  @Test
  void anEnergyThatDoesNotFollowFromTheMaskIsRefused() {
    MaskResult good = honest();
    refusedAndAnsweredByGreedy(MaskResult.newBuilder(good).setEnergy(good.getEnergy() - 5).build());
  }

  @Test
  void anAttentionEnergyThatDoesNotFollowFromTheValuesIsRefused() {
    MaskResult good = honest();
    refusedAndAnsweredByGreedy(
        MaskResult.newBuilder(good)
            .setAttentionEnergy(good.getAttentionEnergy() * 1.5 + 1)
            .build());
  }

  @Test
  void everyHonestAnswerIsTaken() {
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      String id = "image-" + i;
      ingest.sendImage(id);
      int[] kept = random.ints(0, 16).distinct().limit(random.nextInt(7)).sorted().toArray();
      MaskRequest request = ingest.requests().get(0);
      ingest.send(Topics.MASK_RESULTS, id, TopologyFixture.result(request, kept));
      assertThat(ingest.predictions().get(0).getDegraded()).as("%s", (Object) kept).isFalse();
    }
    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).isEmpty();
  }
}
