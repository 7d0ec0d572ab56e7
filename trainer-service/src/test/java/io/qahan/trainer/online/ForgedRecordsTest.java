package io.qahan.trainer.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.avro.AnchorExample;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.avro.DriftState;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.ServedState;
import io.qahan.schemas.avro.SparseFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.Digits;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Records of the trainer's topics that decode, and that nobody of ours has written. */
class ForgedRecordsTest {
  private static final int GOOD = 48;

  private static void trainsAllTheSame(TrainingBench bench) {
    bench.open().examples(0, GOOD).flush();

    assertThat(bench.log.<TrainingState>last(Topics.TRAINING_STATE).getExamples()).isEqualTo(GOOD);
  }

  @Property(tries = 150)
  void noExampleKeepsTheOthersFromBeingTrainedOn(
      @ForAll int size,
      @ForAll @Size(max = 40) byte[] indices,
      @ForAll @Size(max = 40) byte[] values,
      @ForAll int label,
      @ForAll @IntRange(min = 1, max = GOOD - 1) int at) {
    TrainingExample forged =
        TrainingExample.newBuilder(Digits.record(1))
            .setFeatures(
                SparseFeatures.newBuilder()
                    .setSize(size)
                    .setIndices(ByteBuffer.wrap(indices))
                    .setValues(ByteBuffer.wrap(values))
                    .build())
            .setLabel(label)
            .build();
    try (TrainingBench bench = new TrainingBench()) {
      bench.open().examples(0, at);
      bench.log.append(Topics.TRAINING_EXAMPLES, forged);
      bench.examples(at, GOOD).flush();

      assertThat(bench.log.deadLetters(Topics.TRAINING_EXAMPLES)).hasSize(1);
      assertThat(bench.log.<TrainingState>last(Topics.TRAINING_STATE).getExamples())
          .isEqualTo(GOOD);
    }
  }

  @Property(tries = 60)
  void aStateThatContradictsItselfIsPassedOver(
      @ForAll @IntRange(min = 0, max = 14) int kind, @ForAll @IntRange(min = 1) int absurd) {
    try (TrainingBench bench = new TrainingBench()) {
      bench.open().examples(0, 24).advance();
      TrainingState good = bench.log.last(Topics.TRAINING_STATE);
      TrainingState.Builder forged = TrainingState.newBuilder(good);
      switch (kind) {
        case 0 -> forged.setNextOffset(-absurd);
        case 1 -> forged.setControlOffset(-absurd);
        case 2 -> forged.setWeights(ByteBuffer.allocate(absurd % 100));
        case 3 -> forged.setFirstMoment(ByteBuffer.allocate(absurd % 100));
        case 4 -> forged.setShape(List.of(absurd, -absurd));
        case 5 -> forged.setShape(List.of());
        case 6 -> forged.setSteps(-absurd);
        case 7 -> forged.setCorrections(good.getExamples() + absurd);
        case 8 -> forged.setRecentImages(List.of("image-1"));
        case 9 -> forged.setRecent(ByteBuffer.allocate(0));
        case 10 -> forged.setBoostLeft(-absurd);
        case 11 ->
            forged.setDrift(DriftState.newBuilder(good.getDrift()).setWidths(List.of(1)).build());
        case 12 ->
            forged.setServed(
                ServedState.newBuilder(good.getServed()).setLosses(ByteBuffer.allocate(4)).build());
        case 13 ->
            forged.setAnchors(
                List.of(
                    AnchorExample.newBuilder(good.getAnchors().get(0)).setLabel(-absurd).build()));
        default -> forged.setFeatureScale(Double.NaN);
      }
      bench.log.append(Topics.TRAINING_STATE, forged.build());

      bench.open().examples(24, GOOD).flush();

      assertThat(bench.log.<TrainingState>last(Topics.TRAINING_STATE).getExamples())
          .isEqualTo(GOOD);
    }
  }

  @Property(tries = 30)
  void noHeadAndNoOrderStopsTheTraining(
      @ForAll long version,
      @ForAll long restored,
      @ForAll @Size(max = 3) List<Integer> shape,
      @ForAll @Size(max = 40) byte[] weights,
      @ForAll ControlAction action) {
    try (TrainingBench bench = new TrainingBench()) {
      bench.open().examples(0, 400).advance(); // until a head is published
      bench.log.append(
          Topics.FC_HEADS,
          FcHead.newBuilder(bench.log.<FcHead>last(Topics.FC_HEADS))
              .setVersion(version)
              .setRestoredFrom(restored)
              .setShape(shape)
              .setWeights(ByteBuffer.wrap(weights))
              .build());
      bench.log.append(
          Topics.CONTROL,
          Control.newBuilder()
              .setAction(action)
              .setVersion(version)
              .setIssuedAt(Instant.EPOCH)
              .build());
      bench.control(ControlAction.RESUME, null).advance();

      bench.examples(400, 440).flush();

      assertThat(bench.log.<TrainingState>last(Topics.TRAINING_STATE).getExamples()).isEqualTo(440);
    }
  }

  @Property(tries = 30)
  void aHugeFirstExampleDecidesNothing(@ForAll @IntRange(min = 1_100_000) int size) {
    try (TrainingBench bench = new TrainingBench()) {
      bench.log.append(
          Topics.TRAINING_EXAMPLES,
          TrainingExample.newBuilder(Digits.record(1))
              .setFeatures(
                  SparseFeatures.newBuilder()
                      .setSize(size)
                      .setIndices(LittleEndian.ints(new int[] {0}))
                      .setValues(LittleEndian.floats(new float[] {1}))
                      .build())
              .build());
      trainsAllTheSame(bench);
    }
  }
}
