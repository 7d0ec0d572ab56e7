package io.qahan.ingest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.codec.LittleEndian;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeadTest {

  private static final HeadShape SHAPE = new HeadShape(3, 4, "conv-1");
  private static final HeadProgress PROGRESS =
      new HeadProgress(
          7, 224, 0.25, 0.9, Instant.ofEpochMilli(1_700_000_000_123L), OptionalLong.of(200));

  @Property(tries = 100)
  void shouldGiveTheSoftmaxOfTheLinearMap(
      @ForAll @IntRange(min = 2, max = 12) int classes,
      @ForAll @IntRange(min = 1, max = 50) int features,
      @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    HeadShape shape = new HeadShape(classes, features, "conv-1");
    float[] weights = new float[shape.weights()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    Head head = Head.of(shape, HeadLineage.ROOT.child(), PROGRESS, weights);
    int[] kept = random.ints(0, features).limit(10).distinct().sorted().toArray();
    float[] values = new float[kept.length];
    for (int i = 0; i < kept.length; i++) {
      values[i] = random.nextFloat();
    }
    double[] exponentials = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      double logit = weights[classes * features + c];
      for (int i = 0; i < kept.length; i++) {
        logit += (double) weights[c * features + kept[i]] * values[i];
      }
      exponentials[c] = Math.exp(logit);
      sum += exponentials[c];
    }
    float[] probabilities = head.probabilities(new Sparse(features, kept, values));
    for (int c = 0; c < classes; c++) {
      assertThat((double) probabilities[c]).isCloseTo(exponentials[c] / sum, within(1e-5));
    }
  }

  @Test
  void shouldFindEveryClassAsProbableUntilTrained() {
    Head head = Head.untrained(SHAPE);
    assertThat(head.version()).isZero();
    assertThat(head.lineage().parent()).isEqualTo(-1);
    assertThat(head.probabilities(new Sparse(4, new int[] {1}, new float[] {9})))
        .containsExactly(1 / 3f, 1 / 3f, 1 / 3f);
  }

  @Test
  void shouldStayFiniteWithHugeLogits() throws Exception {
    float[] weights = new float[SHAPE.weights()];
    weights[0] = 1e30f;
    weights[4] = -1e30f;
    Head head = Head.of(SHAPE, HeadLineage.ROOT, PROGRESS, weights);
    assertThat(head.probabilities(new Sparse(4, new int[] {0}, new float[] {5})))
        .containsExactly(1f, 0f, 0f);
  }

  @Test
  void shouldSurviveTheTripThroughItsRecord() throws Exception {
    Head head = trained(9);
    assertThat(Head.of(head.toRecord())).isEqualTo(head);
    assertThat(Head.of(head.toRecord()).weights()).isEqualTo(head.weights());
    Head restored =
        Head.of(SHAPE, new HeadLineage(12, 11, OptionalLong.of(9)), PROGRESS, head.weights());
    assertThat(Head.of(restored.toRecord()).lineage().restoredFrom()).hasValue(9);
    assertThat(restored.sha256()).as("the same weights").isEqualTo(head.sha256());
  }

  @Test
  void shouldHashTheShapeThenTheWeightsLittleEndian() throws Exception {
    Head head = trained(1);
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * SHAPE.weights()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(3).putInt(4);
    for (float weight : head.weights()) {
      bytes.putFloat(weight);
    }
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    assertThat(head.sha256()).isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void shouldNotChangeWithTheArrayItWasMadeFrom() throws Exception {
    float[] weights = new float[SHAPE.weights()];
    Head head = Head.of(SHAPE, HeadLineage.ROOT, PROGRESS, weights);
    weights[0] = 5;
    head.weights()[0] = 5;
    assertThat(head.weights()[0]).isZero();
  }

  @Test
  void shouldRefuseAWrongShape() throws Exception {
    FcHead good = trained(1).toRecord();
    for (List<Integer> shape :
        List.of(
            List.<Integer>of(),
            List.of(3),
            List.of(3, 4, 1),
            List.of(4, 3),
            List.of(-3, 4),
            List.of(1, 14),
            List.of(Integer.MAX_VALUE, Integer.MAX_VALUE))) {
      assertThat(fault(FcHead.newBuilder(good).setShape(shape).build()))
          .as("shape %s", shape)
          .isEqualTo(HeadFault.WRONG_SHAPE);
    }
    ByteBuffer short1 = ByteBuffer.allocate(4 * SHAPE.weights() - 1);
    assertThat(fault(FcHead.newBuilder(good).setWeights(short1).build()))
        .isEqualTo(HeadFault.WRONG_SHAPE);
  }

  @Test
  void shouldRefuseABadHash() throws Exception {
    FcHead good = trained(1).toRecord();
    assertThat(fault(FcHead.newBuilder(good).setSha256("").build())).isEqualTo(HeadFault.BAD_HASH);
    float[] other = trained(2).weights();
    assertThat(fault(FcHead.newBuilder(good).setWeights(LittleEndian.floats(other)).build()))
        .isEqualTo(HeadFault.BAD_HASH);
  }

  @Test
  void shouldRefuseWeightsThatAreNoNumbers() throws Exception {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] weights = new float[SHAPE.weights()];
      weights[5] = bad;
      HeadRefusedException refused =
          catchThrowableOfType(
              HeadRefusedException.class,
              () -> Head.of(SHAPE, HeadLineage.ROOT, PROGRESS, weights));
      assertThat(refused.fault()).isEqualTo(HeadFault.NON_FINITE);
      assertThat(refused).hasMessageContaining("[5]");
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(LittleEndian.ints(new int[] {3, 4}));
      digest.update(LittleEndian.floats(weights));
      FcHead record =
          FcHead.newBuilder(trained(1).toRecord())
              .setWeights(LittleEndian.floats(weights))
              .setSha256(HexFormat.of().formatHex(digest.digest()))
              .build();
      assertThat(fault(record)).isEqualTo(HeadFault.NON_FINITE);
    }
  }

  @Test
  void shouldRefuseImpossibleVersionsAndCounts() throws Exception {
    FcHead good = trained(3).toRecord();
    assertThat(fault(FcHead.newBuilder(good).setVersion(-1).build()))
        .isEqualTo(HeadFault.BAD_VERSION);
    assertThat(fault(FcHead.newBuilder(good).setParent(3).build()))
        .isEqualTo(HeadFault.BAD_VERSION);
    assertThat(fault(FcHead.newBuilder(good).setSteps(-1).build()))
        .isEqualTo(HeadFault.BAD_PROGRESS);
  }

  @Test
  void shouldSayWhichFeaturesItTakes() {
    assertThatThrownBy(
            () -> Head.untrained(SHAPE).probabilities(new Sparse(5, new int[0], new float[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[5]")
        .hasMessageContaining("conv-1");
  }

  @Test
  void shouldMeasureTheLossInNats() {
    assertThat(Softmax.lossOf(new float[] {0.25f, 0.75f}, 0)).isCloseTo(1.386294, within(1e-6));
    assertThat(Softmax.lossOf(new float[] {1f, 0f}, 1)).isFinite().isGreaterThan(80);
    assertThat(Softmax.argMax(new float[] {0.1f, 0.6f, 0.3f})).isEqualTo(1);
    assertThat(Softmax.argMax(new float[] {0.5f, 0.5f})).as("the first of equals").isZero();
  }

  private static Head trained(int version) throws HeadRefusedException {
    float[] weights = new float[SHAPE.weights()];
    Random random = new Random(version);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextFloat();
    }
    HeadLineage lineage = new HeadLineage(version, version - 1, OptionalLong.empty());
    return Head.of(SHAPE, lineage, PROGRESS, weights);
  }

  private static HeadFault fault(FcHead record) {
    HeadRefusedException refused =
        catchThrowableOfType(HeadRefusedException.class, () -> Head.of(record));
    return refused == null ? null : refused.fault();
  }
}
