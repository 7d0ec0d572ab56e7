package io.qahan.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.qahan.ingest.conv.BlockGrid;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.MaskTerms;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.ingest.image.PixelImage;
import io.qahan.qubo.mask.Mask;
import io.qahan.qubo.mask.Objective;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.metrics.Metric;
import io.qahan.schemas.topic.AnsweredRequest;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestTopologyTest {
  private final TopologyFixture ingest = new TopologyFixture();

  @AfterEach
  void close() {
    ingest.close();
  }

  @Test
  void shouldRememberWhatItHasReadUsableOrNot() {
    ingest.sendImage("a");
    ingest.sendBytes(Topics.IMAGES, new byte[] {1}, new byte[] {1});
    ingest.advance(Duration.ofSeconds(1)); // it is written once in that

    assertThat(ingest.remembered(Topics.IMAGES)).isEqualTo(2);
    assertThat(ingest.remembered(Topics.MASK_RESULTS)).isNegative();
  }

  @Test
  void shouldAskForAMaskWhenAnImageComes() {
    ingest.sendImage("a");

    MaskRequest request = ingest.requests().get(0);
    assertThat(request.getShape()).containsExactly(16, 1);
    assertThat(request.getK()).isEqualTo(3);
    assertThat(request.getConvVersion()).isEqualTo(TopologyFixture.CONV);
    assertThat(request.getSeed()).isEqualTo(ImageIntake.seedOf("a"));
    assertThat(request.getDeadline())
        .isEqualTo(TopologyFixture.START.plus(TopologyFixture.DEADLINE));
    assertThat(Mask.fromBytes(bytes(request.getGreedyMask()), 16).count()).isPositive();
    assertThat(ingest.predictions()).isEmpty();
    assertThat(ingest.meters.pending()).isEqualTo(1);
  }

  @Test
  void shouldAnswerWithTheWorkersMask() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    MaskResult result = TopologyFixture.result(request, 1, 5, 9);
    ingest.advance(Duration.ofMillis(40));
    ingest.send(Topics.MASK_RESULTS, "a", result);

    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isFalse();
    assertThat(prediction.getDeadlineMet()).isTrue();
    assertThat(prediction.getSolver()).isEqualTo("exact");
    assertThat(prediction.getEnergy()).isEqualTo(result.getEnergy());
    assertThat(prediction.getMask()).isEqualTo(result.getMask());
    assertThat(prediction.getMaskShape()).containsExactly(4, 4);
    assertThat(prediction.getHeadVersion()).isZero();
    assertThat(prediction.getHeadHash()).isEqualTo(ingest.live.current().sha256());
    assertThat(LittleEndian.floats(prediction.getProbabilities()))
        .containsExactly(new float[] {1 / 3f, 1 / 3f, 1 / 3f}, within(1e-6f));
    assertThat(prediction.getPredictedAt()).isEqualTo(TopologyFixture.START.plusMillis(40));
    assertThat(prediction.getStageMillis())
        .containsOnlyKeys("decode", "conv", "greedy", "queue", "solve", "classify", "total")
        .containsAllEntriesOf(Map.of("conv", 1.0, "queue", 1.5, "solve", 0.5, "total", 40.0));

    MaskedFeatures features = ingest.maskedFeatures().get(0);
    float[] blocks = LittleEndian.floats(request.getBlocks());
    assertThat(Sparse.of(features.getFeatures()))
        .isEqualTo(
            new Sparse(16, new int[] {1, 5, 9}, new float[] {blocks[1], blocks[5], blocks[9]}));
    assertThat(features.getServed().getPredicted()).isEqualTo(prediction.getPredicted());
    assertThat(ingest.meters.pending()).isZero();
  }

  @Test
  void shouldAnswerDegradedWhenDeadlinePasses() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    ingest.advance(TopologyFixture.DEADLINE.minusMillis(100));
    assertThat(ingest.predictions()).isEmpty();
    ingest.advance(Duration.ofMillis(100));

    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isTrue();
    assertThat(prediction.getDeadlineMet()).isTrue();
    assertThat(prediction.getSolver()).isEqualTo("greedy");
    assertThat(prediction.getOutcome()).isEqualTo(SolveOutcome.EXPIRED);
    assertThat(prediction.getMask()).isEqualTo(request.getGreedyMask());
    assertThat(prediction.getEnergy()).isEqualTo(request.getGreedyEnergy());
    MaskedFeatures features = ingest.maskedFeatures().get(0);
    assertThat(features.getDegraded()).isTrue();
    assertThat(Sparse.of(features.getFeatures()).indices())
        .containsExactly(Mask.fromBytes(bytes(request.getGreedyMask()), 16).kept());

    ingest.advance(TopologyFixture.DEADLINE.multipliedBy(3));
    assertThat(ingest.predictions()).isEmpty();
  }

  @Test
  void shouldSayThatTheDeadlineWasMissedWhenTheSweeperComesLate() {
    ingest.sendImage("a");
    ingest.advance(TopologyFixture.DEADLINE.plusSeconds(5));

    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getDegraded()).isTrue();
    assertThat(prediction.getDeadlineMet()).isFalse();
  }

  @Test
  void shouldTakeFirstAnswerAndDropTheRest() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    ingest.send(Topics.MASK_RESULTS, "a", TopologyFixture.result(request, 1, 5, 9));
    ingest.send(Topics.MASK_RESULTS, "a", TopologyFixture.result(request, 2, 6, 10));
    ingest.advance(TopologyFixture.DEADLINE.multipliedBy(2));

    assertThat(ingest.predictions()).hasSize(1);
    assertThat(ingest.maskedFeatures()).hasSize(1);
    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).isEmpty();
    assertThat(lateResults()).isEqualTo(1);
  }

  @Test
  void shouldDropResultThatComesAfterTheDegradedAnswer() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    ingest.advance(TopologyFixture.DEADLINE);
    ingest.send(Topics.MASK_RESULTS, "a", TopologyFixture.result(request, 1, 5, 9));

    assertThat(ingest.predictions()).hasSize(1);
    assertThat(lateResults()).isEqualTo(1);
    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).isEmpty();
  }

  @Test
  void shouldMarkAnExpiredWorkersAnswerDegraded() {
    ingest.sendImage("a");
    MaskResult result =
        MaskResult.newBuilder(TopologyFixture.result(ingest.requests().get(0), 1, 5, 9))
            .setOutcome(SolveOutcome.EXPIRED)
            .build();
    ingest.send(Topics.MASK_RESULTS, "a", result);

    assertThat(ingest.predictions().get(0).getDegraded()).isTrue();
  }

  @Test
  void shouldDeadLetterResultForAnImageNeverSeen() {
    ingest.sendImage("a");
    MaskResult result = TopologyFixture.result(ingest.requests().get(0), 1, 5, 9);
    ingest.send(Topics.MASK_RESULTS, "nobody", result);

    assertThat(cause(ingest.deadLetters(Topics.MASK_RESULTS).get(0))).isEqualTo("unknown-image");
    assertThat(ingest.deadLettersCounted(Topics.MASK_RESULTS, "unknown-image")).isEqualTo(1);
    assertThat(lateResults()).isZero();
  }

  @Test
  void shouldAnswerOnceWhenTheTransactionOfARequestThatWasSolvedIsAborted() {
    ingest.sendImage("a");
    MaskRequest aborted = ingest.requests().get(0);
    TopologyFixture again = new TopologyFixture(); // its stores know nothing of that transaction
    try (again) {
      again.advance(Duration.ofMillis(500));
      MaskResult solved = TopologyFixture.result(aborted, 1, 5, 9);
      again.sendResult("a", solved, answered(aborted, 0)); // read again before the image is
      again.sendImage("a");
      MaskRequest request = again.requests().get(0);
      again.sendResult("a", solved, answered(aborted, 0)); // or after it
      assertThat(again.predictions()).isEmpty();
      again.sendResult("a", TopologyFixture.result(request, 2, 6, 10), answered(request, 0));
      again.advance(TopologyFixture.DEADLINE.multipliedBy(2));

      List<Prediction> predictions = again.predictions();
      assertThat(predictions).hasSize(1);
      assertThat(predictions.get(0).getDegraded()).isFalse();
      assertThat(Mask.fromBytes(bytes(predictions.get(0).getMask()), 16).kept())
          .containsExactly(2, 6, 10);
      assertThat(again.deadLetters(Topics.MASK_RESULTS)).isEmpty();
      assertThat(Metric.INGEST_LATE_RESULTS.counter(again.registry).count()).isEqualTo(2);
    }
  }

  @Test
  void shouldNotJudgeAnImageByTheAnswerToAnAbortedRequestOfAnotherModel() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);
    MaskResult other =
        MaskResult.newBuilder(TopologyFixture.result(request, 1, 5, 9))
            .setConvVersion("fake-2")
            .build();
    long before = request.getCreatedAt().toEpochMilli() - 1;

    ingest.sendResult("a", other, new AnsweredRequest(0, before));

    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).isEmpty();
    assertThat(ingest.predictions()).isEmpty();
    assertThat(lateResults()).isEqualTo(1);
  }

  @Test
  void shouldDeadLetterAnUnknownResultToARequestOfAnotherPartition() {
    ingest.sendImage("a");
    MaskRequest request = ingest.requests().get(0);

    ingest.sendResult("nobody", TopologyFixture.result(request, 1, 5, 9), answered(request, 1));

    assertThat(cause(ingest.deadLetters(Topics.MASK_RESULTS).get(0))).isEqualTo("unknown-image");
  }

  private static AnsweredRequest answered(MaskRequest request, int partition) {
    return new AnsweredRequest(partition, request.getCreatedAt().toEpochMilli());
  }

  @Test
  void shouldCountResultAsLateWhenItsImageIsRightlyForgotten() {
    ingest.sendImage("a");
    MaskResult result =
        MaskResult.newBuilder(TopologyFixture.result(ingest.requests().get(0), 1, 5, 9))
            .setQueuedMillis((double) TopologyFixture.RETENTION.toMillis())
            .build();
    ingest.send(Topics.MASK_RESULTS, "long-gone", result);

    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).isEmpty();
    assertThat(lateResults()).isEqualTo(1);
  }

  @Test
  void shouldDeadLetterEveryKindOfBadResultAndStillAnswer() {
    ingest.sendImage("a");
    MaskResult good = TopologyFixture.result(ingest.requests().get(0), 1, 5, 9);
    List<MaskResult> bad =
        List.of(
            MaskResult.newBuilder(good).setShape(List.of(4, 4)).build(),
            MaskResult.newBuilder(good).setKeptValues(LittleEndian.floats(new float[2])).build(),
            MaskResult.newBuilder(good).setKeptValues(ByteBuffer.allocate(3)).build(),
            MaskResult.newBuilder(good)
                .setKeptValues(LittleEndian.floats(new float[] {1, Float.NaN, 1}))
                .build(),
            MaskResult.newBuilder(good).setEnergy(Double.POSITIVE_INFINITY).build(),
            MaskResult.newBuilder(good).setMask(ByteBuffer.allocate(3)).build(),
            MaskResult.newBuilder(good).setConvVersion("fake-2").build());
    bad.forEach(result -> ingest.send(Topics.MASK_RESULTS, "a", result));

    assertThat(ingest.deadLetters(Topics.MASK_RESULTS).stream().map(IngestTopologyTest::cause))
        .containsExactly(
            "wrong-shape",
            "wrong-count",
            "wrong-count",
            "non-finite",
            "non-finite",
            "bad-mask",
            "wrong-conv-version");
    assertThat(ingest.predictions()).isEmpty();
    ingest.advance(TopologyFixture.DEADLINE);
    assertThat(ingest.predictions()).hasSize(1);
  }

  @Test
  void shouldTakeAGoodResultAfterABadOne() {
    ingest.sendImage("a");
    MaskResult good = TopologyFixture.result(ingest.requests().get(0), 1, 5, 9);
    ingest.send(
        Topics.MASK_RESULTS, "a", MaskResult.newBuilder(good).setShape(List.of(1, 1)).build());
    ingest.send(Topics.MASK_RESULTS, "a", good);

    assertThat(ingest.predictions().get(0).getDegraded()).isFalse();
  }

  @Test
  void shouldDeadLetterTruncatedPng() {
    byte[] png = TopologyFixture.png(1);
    Image image = TopologyFixture.image(Arrays.copyOf(png, png.length - 20), 2);
    ingest.send(Topics.IMAGES, "a", image);

    TestRecord<byte[], byte[]> letter = ingest.deadLetters(Topics.IMAGES).get(0);
    assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo("a");
    assertThat(letter.value()).isEqualTo(ingest.codecs.of(Topics.IMAGES).encode(image));
    assertThat(cause(letter)).isEqualTo("truncated");
    assertThat(header(letter, DeadLetter.STAGE)).isEqualTo("decode");
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("t.images.v1");
    assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
    assertThat(ingest.deadLettersCounted(Topics.IMAGES, "truncated")).isEqualTo(1);
    assertThat(ingest.values(Topics.LABELS)).isEmpty();
    assertThat(ingest.requests()).isEmpty();
  }

  @Test
  void shouldTakeTheSameIdAfterItsBadImageWasMended() {
    ingest.send(Topics.IMAGES, "a", TopologyFixture.image(new byte[] {1, 2, 3}, null));
    ingest.sendImage("a");

    assertThat(ingest.requests()).hasSize(1);
  }

  @Test
  void shouldDeadLetterBadKeys() {
    byte[] image =
        ingest.codecs.of(Topics.IMAGES).encode(TopologyFixture.image(TopologyFixture.png(1), null));
    ingest.sendBytes(Topics.IMAGES, null, image);
    ingest.sendBytes(Topics.IMAGES, new byte[0], image);
    ingest.sendBytes(Topics.IMAGES, new byte[] {(byte) 0xC3, (byte) 0x28}, image);
    ingest.sendBytes(Topics.IMAGES, new byte[ImageId.MAX_BYTES + 1], image);

    assertThat(ingest.deadLetters(Topics.IMAGES).stream().map(IngestTopologyTest::cause))
        .containsExactly("bad-key", "bad-key", "bad-key", "bad-key");
  }

  @Test
  void shouldGoOnAfterRandomBytesOnEverySourceTopic() {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] key = bytes(random, 12);
      byte[] value = i % 10 == 0 ? null : bytes(random, 300);
      ingest.sendBytes(Topics.IMAGES, key, value);
      ingest.sendBytes(Topics.MASK_RESULTS, key, value);
      ingest.sendBytes(Topics.FC_HEADS, key, value);
    }
    ingest.sendImage("a");
    ingest.send(
        Topics.MASK_RESULTS, "a", TopologyFixture.result(ingest.requests().get(0), 1, 5, 9));

    assertThat(ingest.deadLetters(Topics.IMAGES)).hasSize(200);
    assertThat(ingest.deadLetters(Topics.MASK_RESULTS)).hasSize(200);
    assertThat(ingest.deadLetters(Topics.FC_HEADS)).hasSize(180); // tombstones are no fault
    assertThat(ingest.predictions()).hasSize(1);
  }

  @Test
  void shouldDropASecondImageWithTheSameIdWhilePendingAndAfterItsAnswer() {
    ingest.sendImage("a");
    ingest.sendImage("a");
    ingest.advance(TopologyFixture.DEADLINE);
    ingest.sendImage("a");

    assertThat(ingest.requests()).hasSize(1);
    assertThat(ingest.predictions()).hasSize(1);
    assertThat(ingest.deadLetters(Topics.IMAGES)).isEmpty();
    assertThat(Metric.INGEST_IMAGES.counter(ingest.registry, "duplicate").count()).isEqualTo(2);
  }

  @Test
  void shouldRememberAnsweredIdsForTheRetentionAndNotForEver() {
    ingest.sendImage("a");
    ingest.advance(TopologyFixture.DEADLINE);
    ingest.advance(TopologyFixture.RETENTION.minusSeconds(1));
    ingest.sendImage("a");
    assertThat(ingest.requests()).hasSize(1);
    ingest.advance(TopologyFixture.RETENTION);
    ingest.sendImage("a");
    assertThat(ingest.requests()).hasSize(1); // a new one: the first was read above
  }

  @Test
  void shouldForwardTheLabelInsideAnImage() {
    ingest.send(Topics.IMAGES, "a", TopologyFixture.image(TopologyFixture.png(1), 2));

    Label label = ingest.values(Topics.LABELS).get(0);
    assertThat(label.getLabel()).isEqualTo(2);
    assertThat(label.getSource()).isEqualTo("test");
  }

  @Test
  void shouldHandTheImagesHeadersOnToItsAnswer() {
    ingest.sendBytes(
        Topics.IMAGES,
        "a".getBytes(StandardCharsets.UTF_8),
        ingest.codecs.of(Topics.IMAGES).encode(TopologyFixture.image(TopologyFixture.png(1), null)),
        new RecordHeaders().add("trace", "t1".getBytes(StandardCharsets.UTF_8)).add("empty", null));
    ingest.advance(TopologyFixture.DEADLINE);

    TestRecord<byte[], byte[]> prediction =
        ingest.records(ingest.names.of(Topics.PREDICTIONS)).get(0);
    assertThat(header(prediction, "trace")).isEqualTo("t1");
    assertThat(prediction.headers().lastHeader("empty").value()).isNull();
  }

  @Test
  void shouldTakeRawPixels() {
    Image raw =
        new Image(
            ImageEncoding.RAW,
            ByteBuffer.allocate(16),
            List.of(1, 4, 4),
            "",
            TopologyFixture.START,
            null);
    ingest.send(Topics.IMAGES, "a", raw);

    assertThat(ingest.requests()).hasSize(1);
  }

  @Test
  void shouldPlaceTheFeaturesOfWideBlocksWhereTheyBelong() {
    try (TopologyFixture wide = new TopologyFixture(new BlockGrid(2, 2, 16), 1)) {
      wide.sendImage("a");
      MaskRequest request = wide.requests().get(0);
      assertThat(request.getShape()).containsExactly(4, 4);
      wide.send(Topics.MASK_RESULTS, "a", TopologyFixture.result(request, 1));

      Sparse features = Sparse.of(wide.maskedFeatures().get(0).getFeatures());
      assertThat(features.indices()).containsExactly(2, 3, 6, 7); // the upper right quarter
      float[] blocks = LittleEndian.floats(request.getBlocks());
      assertThat(features.values()).containsExactly(blocks[4], blocks[5], blocks[6], blocks[7]);
    }
  }

  @Test
  void shouldPoolThePlacesThatAMaskKeeps() throws Exception {
    BlockGrid places = new BlockGrid(BlockLayout.SPATIAL, 2, 2, 16); // 4 channels of 2 x 2
    MaskTerms terms = new MaskTerms(places, Objective.SALIENT, 1, 1, 2, HeadInput.POOLED);
    try (TopologyFixture pooled = new TopologyFixture(terms)) {
      HeadShape shape = new HeadShape(3, 4, TopologyFixture.CONV);
      pooled.live.offer(TopologyFixture.head(1, 2, shape));
      pooled.sendImage("a");
      MaskRequest request = pooled.requests().get(0);
      assertThat(request.getShape()).containsExactly(4, 4);
      assertThat(request.getColumns()).isEqualTo(2);
      pooled.send(Topics.MASK_RESULTS, "a", TopologyFixture.result(request, 0, 3));

      float[] blocks = LittleEndian.floats(request.getBlocks());
      Sparse features = Sparse.of(pooled.maskedFeatures().get(0).getFeatures());
      assertThat(features.size()).isEqualTo(4);
      for (int j = 0; j < 4; j++) {
        assertThat(features.values()[j]).isEqualTo((blocks[j] + blocks[12 + j]) / 2);
      }
      Prediction prediction = pooled.predictions().get(0);
      assertThat(prediction.getHeadVersion()).isEqualTo(1);
      assertThat(prediction.getPredicted()).isEqualTo(2);
      assertThat(prediction.getMaskShape()).containsExactly(2, 2);

      pooled.sendImage("late");
      pooled.advance(TopologyFixture.DEADLINE);
      assertThat(pooled.predictions().get(0).getDegraded()).isTrue();
      assertThat(Sparse.of(pooled.maskedFeatures().get(0).getFeatures()).size()).isEqualTo(4);
      assertThat(pooled.deadLetters(Topics.MASK_RESULTS)).isEmpty();
    }
  }

  @Test
  void shouldSwapHeadBetweenTwoRecords() throws Exception {
    ingest.sendImage("a");
    ingest.sendImage("b");
    List<MaskRequest> requests = ingest.requests();
    ingest.live.offer(TopologyFixture.head(1, 1, TopologyFixture.headShape()));
    ingest.send(Topics.MASK_RESULTS, "a", TopologyFixture.result(requests.get(0), 1, 5, 9));
    ingest.live.offer(TopologyFixture.head(2, 2, TopologyFixture.headShape()));
    ingest.send(Topics.MASK_RESULTS, "b", TopologyFixture.result(requests.get(1), 1, 5, 9));

    List<Prediction> predictions = ingest.predictions();
    assertThat(predictions.stream().map(Prediction::getHeadVersion)).containsExactly(1L, 2L);
    assertThat(predictions.stream().map(Prediction::getPredicted)).containsExactly(1, 2);
    assertThat(ingest.maskedFeatures().get(1).getServed().getHeadVersion()).isEqualTo(2);
  }

  @Test
  void shouldDeadLetterABadHeadOnceAndPassAGoodOne() {
    var good = TopologyFixture.head(1, 1, TopologyFixture.headShape());
    var wrongShape = TopologyFixture.head(2, 1, new HeadShape(4, 16, TopologyFixture.CONV));
    ingest.send(Topics.FC_HEADS, TopologyFixture.MODEL, good.toRecord());
    ingest.send(Topics.FC_HEADS, TopologyFixture.MODEL, wrongShape.toRecord());
    ingest.send(Topics.FC_HEADS, "another-model", wrongShape.toRecord());

    assertThat(ingest.deadLetters(Topics.FC_HEADS).stream().map(IngestTopologyTest::cause))
        .containsExactly("head-wrong-shape");
  }

  @Test
  void shouldAnswerWithTheUntrainedHeadWhenTheConvStackChangedUnderAPendingImage()
      throws Exception {
    ingest.live.offer(TopologyFixture.head(1, 1, TopologyFixture.headShape()));
    ingest.sendImage("template");
    MaskRequest request = ingest.requests().get(0);
    KeyValueStore<String, PendingImage> store = ingest.driver.getKeyValueStore("pending");
    PendingImage old =
        PendingImage.newBuilder(store.get("template")).setConvVersion("fake-0").build();
    store.put("template", old);
    ingest.send(
        Topics.MASK_RESULTS,
        "template",
        MaskResult.newBuilder(TopologyFixture.result(request, 1, 5, 9))
            .setConvVersion("fake-0")
            .build());

    Prediction prediction = ingest.predictions().get(0);
    assertThat(prediction.getHeadVersion()).isZero();
    assertThat(prediction.getConvVersion()).isEqualTo("fake-0");
  }

  @Test
  void shouldDeadLetterAnImageThatTheConvStackCannotTake() {
    Function<PixelImage, float[]> broken =
        pixels -> {
          throw new IllegalStateException("no memory in the engine");
        };
    try (TopologyFixture bad = new TopologyFixture(BlockGrid.finest(16), 3, broken)) {
      bad.sendImage("a");

      TestRecord<byte[], byte[]> letter = bad.deadLetters(Topics.IMAGES).get(0);
      assertThat(cause(letter)).isEqualTo("unexpected");
      assertThat(header(letter, DeadLetter.MESSAGE)).contains("no memory in the engine");
    }
  }

  @Test
  void shouldCountWhatItDoes() {
    ingest.sendImage("a");
    ingest.sendImage("b");
    ingest.send(
        Topics.MASK_RESULTS, "a", TopologyFixture.result(ingest.requests().get(0), 1, 5, 9));
    ingest.advance(TopologyFixture.DEADLINE);

    assertThat(ingest.meters.accepted()).isEqualTo(2);
    assertThat(Metric.INGEST_PREDICTIONS.counter(ingest.registry, "false").count()).isEqualTo(1);
    assertThat(Metric.INGEST_PREDICTIONS.counter(ingest.registry, "true").count()).isEqualTo(1);
    assertThat(ingest.meters.stage(Stage.SOLVE).count()).isEqualTo(1);
    assertThat(ingest.meters.stage(Stage.TOTAL).count()).isEqualTo(2);
    assertThat(ingest.meters.pending()).isZero();
    assertThat(ingest.meters.oldestAge()).isZero();
  }

  private double lateResults() {
    return Metric.INGEST_LATE_RESULTS.counter(ingest.registry).count();
  }

  private static String cause(TestRecord<byte[], byte[]> letter) {
    return header(letter, DeadLetter.CAUSE);
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }
}
