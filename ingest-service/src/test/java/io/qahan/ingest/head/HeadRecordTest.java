package io.qahan.ingest.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import org.junit.jupiter.api.Test;

/** Heads as records of fc-heads, and what is refused of them. */
class HeadRecordTest {
  private static final HeadShape SHAPE = new HeadShape(3, 4, "conv-1");
  private static final HeadProgress PROGRESS =
      new HeadProgress(
          7, 224, 20, 0.25, 0.9, Instant.ofEpochMilli(1_700_000_000_123L), OptionalLong.of(200));

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
    assertThat(fault(FcHead.newBuilder(good).setCorrections(-1).build()))
        .isEqualTo(HeadFault.BAD_PROGRESS);
    assertThat(fault(FcHead.newBuilder(good).setCorrections(225).build()))
        .isEqualTo(HeadFault.BAD_PROGRESS);
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
