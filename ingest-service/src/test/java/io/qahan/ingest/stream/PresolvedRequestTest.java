package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.PixelImage;
import io.qahan.qubo.Solvers;
import io.qahan.qubo.kernel.Solution;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.MaskProblem;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 400 features, none negative, of which 10 are kept: no best mask needs most of them. */
class PresolvedRequestTest {
  private static final int BLOCKS = 400;
  private static final int KEPT = 10;
  private final float[] features = new float[BLOCKS];
  private final TopologyFixture ingest =
      new TopologyFixture(BlockGrid.finest(BLOCKS), KEPT, (PixelImage image) -> features);
  private MaskRequest request;
  private MaskProblem whole;

  @BeforeEach
  void ask() {
    Random random = new Random(5);
    for (int i = 0; i < BLOCKS; i++) {
      features[i] = Math.abs((float) random.nextGaussian()); // no two alike
    }
    whole = MaskProblem.of(features, BLOCKS, 1, Objective.SALIENT, 1, 1, KEPT);
    ingest.sendImage("a");
    request = ingest.requests().get(0);
  }

  @AfterEach
  void close() {
    ingest.close();
  }

  private MaskProblem asked() {
    return MaskProblem.of(
        LittleEndian.floats(request.getBlocks()),
        request.getShape().get(0),
        1,
        Objective.SALIENT,
        1,
        1,
        KEPT);
  }

  private static Mask maskOf(ByteBuffer bits, int n) {
    byte[] bytes = new byte[bits.remaining()];
    bits.duplicate().get(bytes);
    return Mask.fromBytes(bytes, n);
  }

  @Test
  void theRequestHasFewerBlocksAndTheSameLeastEnergy() {
    assertThat(asked().n()).isLessThan(BLOCKS / 2);
    assertThat(solved(asked()).energy()).isEqualTo(solved(whole).energy(), within(1e-9));
    Mask greedy = maskOf(request.getGreedyMask(), asked().n());
    assertThat(asked().energy(greedy)).isEqualTo(request.getGreedyEnergy(), within(1e-9));
  }

  @Test
  void theAnswerIsAMaskOfTheWholeImage() {
    int[] kept = solved(asked()).answer().kept();
    ingest.send(Topics.MASK_RESULTS, "a", TopologyFixture.result(request, kept));

    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).isEmpty();
    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isFalse();
    Mask mask = maskOf(prediction.getMask(), BLOCKS);
    assertThat(whole.energy(mask)).isEqualTo(solved(whole).energy(), within(1e-9));
    assertThat(prediction.getEnergy()).isEqualTo(whole.energy(mask), within(1e-9));
    Sparse answered = Sparse.of(ingest.maskedFeatures().get(0).getFeatures());
    assertThat(answered.size()).isEqualTo(BLOCKS);
    assertThat(answered.indices()).isEqualTo(mask.kept());
    for (int i = 0; i < answered.indices().length; i++) {
      assertThat(answered.values()[i]).isEqualTo(features[answered.indices()[i]]);
    }
  }

  /** A solver may keep what stands for a gap: its neighbour in the request is none in the image. */
  @Test
  void whatIsNoNeighbourInTheImageCostsNothing() {
    Mask sent = blocksSent();
    int gap = firstOfALongGap(sent);
    MaskResult result = TopologyFixture.result(request, gap, gap + 1);
    ingest.send(Topics.MASK_RESULTS, "a", result);

    Prediction prediction = ingest.predictions().get(0);
    Mask mask = maskOf(prediction.getMask(), BLOCKS);
    assertThat(mask.kept()).containsExactly(sent.kept()[gap], sent.kept()[gap + 1]);
    assertThat(prediction.getEnergy()).isEqualTo(result.getEnergy() - 1, within(1e-9));
    assertThat(prediction.getEnergy()).isEqualTo(whole.energy(mask), within(1e-9));
  }

  @Test
  void atTheDeadlineTheGreedyMaskOfTheWholeImageAnswers() {
    ingest.advance(TopologyFixture.DEADLINE);
    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isTrue();
    Mask mask = maskOf(prediction.getMask(), BLOCKS);
    assertThat(mask).isEqualTo(Solvers.forMasks("greedy").solve(whole, OPTIONS).answer());
    assertThat(prediction.getEnergy()).isEqualTo(whole.energy(mask), within(1e-9));
  }

  @Test
  void aMaskOfTheWholeImageIsNoAnswerToWhatWasAsked() {
    MaskResult result = TopologyFixture.result(request, 1);
    ingest.send(
        Topics.MASK_RESULTS,
        "a",
        MaskResult.newBuilder(result)
            .setShape(List.of(BLOCKS, 1))
            .setMask(ByteBuffer.wrap(Mask.of(BLOCKS, 1).toBytes()))
            .build());
    assertThat(ingest.deadLetters(Topics.MASK_RESULTS))
        .extracting(
            letter ->
                new String(
                    letter.headers().lastHeader(DeadLetter.CAUSE).value(), StandardCharsets.UTF_8))
        .containsExactly("wrong-shape");
  }

  private static final SolveOptions OPTIONS = SolveOptions.ofSeed(1);

  private static Solution<Mask> solved(MaskProblem problem) {
    return Solvers.forMasks("exact").solve(problem, OPTIONS);
  }

  private Mask blocksSent() {
    float[] sent = LittleEndian.floats(request.getBlocks());
    int[] places = new int[sent.length];
    int from = 0;
    for (int i = 0; i < sent.length; i++, from++) {
      while (features[from] != sent[i]) {
        from++;
      }
      places[i] = from;
    }
    return Mask.of(BLOCKS, places);
  }

  /** Which block of the request stands for three or more of the image. */
  private static int firstOfALongGap(Mask sent) {
    int[] places = sent.kept();
    for (int i = 1; i + 1 < places.length; i++) {
      if (places[i] == places[i - 1] + 1 && places[i + 1] > places[i] + 2) {
        return i;
      }
    }
    throw new AssertionError("no gap in " + Arrays.toString(places));
  }
}
