package io.qahan.trainer.attention.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.GridSize;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.image.ImageShape;
import io.qahan.qubo.mask.Objective;
import io.qahan.qubo.mask.SolveOptions.FirstMask;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.Pass;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaskAttentionTest {
  /** 4 x 2 x 2 = 16 features, a 4 x 4 square. */
  private static final ConvShape SHAPE = new ConvShape(new ImageShape(1, 8, 8), 2, 4);

  private final NDManager manager = PyTorchEngine.newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static AttentionOptions options(Mechanism mechanism, String blocks, int kept) {
    return new AttentionOptions(
        mechanism,
        Objective.SALIENT,
        GridSize.parse(blocks),
        OptionalInt.of(kept),
        1,
        1,
        new AttentionOptions.Search(
            "auto", OptionalInt.empty(), OptionalInt.empty(), FirstMask.GREEDY, true, 2));
  }

  private NDArray features() {
    float[] values = new float[48];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, random.nextGaussian());
    }
    return manager.create(values).reshape(3, 16);
  }

  private Attended attend(AttentionOptions options, NDArray features, Pass pass) {
    try (Attention attention = options.create(SHAPE, 7)) {
      return attention.attend(features, pass);
    }
  }

  @Test
  void shouldKeepTheFeaturesOfTheMaskAndZeroTheOthers() {
    NDArray features = features();
    for (Mechanism mechanism : List.of(Mechanism.QAHAM, Mechanism.TOPK, Mechanism.RANDOM)) {
      Attended attended = attend(options(mechanism, "4x4", 5), features, Pass.training(0));
      float[] mask = attended.mask().orElseThrow().toFloatArray();
      float[] given = features.toFloatArray();
      float[] kept = attended.features().toFloatArray();
      for (int i = 0; i < kept.length; i++) {
        assertThat(mask[i]).isIn(0f, 1f);
        assertThat(kept[i]).isEqualTo(given[i] * mask[i]);
        boolean bit = attended.masks().get(i / 16).mask().keeps(i % 16);
        assertThat(mask[i]).isEqualTo(bit ? 1f : 0f);
      }
      assertThat(attended.masks())
          .hasSize(3)
          .allSatisfy(chosen -> assertThat(chosen.mask().count()).isEqualTo(5));
    }
  }

  @Test
  void shouldKeepWholeBlocksOfTheSquare() {
    Attended attended = attend(options(Mechanism.TOPK, "2x2", 1), features(), Pass.training(0));
    float[] mask = attended.mask().orElseThrow().toFloatArray();
    for (int image = 0; image < 3; image++) {
      int block = attended.masks().get(image).mask().kept()[0];
      for (int i = 0; i < 16; i++) {
        int blockOfFeature = i / 8 * 2 + i % 4 / 2;
        assertThat(mask[image * 16 + i]).isEqualTo(blockOfFeature == block ? 1f : 0f);
      }
    }
  }

  @Test
  void shouldTakeTheLargestAndOfEqualOnesTheFirst() {
    float[] values = new float[16];
    values[3] = 2;
    values[4] = 5;
    values[9] = 2;
    values[15] = 2;
    NDArray features = manager.create(values).reshape(1, 16);
    Attended attended = attend(options(Mechanism.TOPK, "", 3), features, Pass.training(0));
    assertThat(attended.masks().get(0).mask().kept()).containsExactly(3, 4, 9);
  }

  @Test
  void shouldDrawOtherBlocksInEveryPassButTheSameForTheSamePass() {
    AttentionOptions random = options(Mechanism.RANDOM, "4x4", 5);
    float[] first = attend(random, features(), Pass.training(0)).mask().get().toFloatArray();
    assertThat(attend(random, features(), Pass.training(0)).mask().get().toFloatArray())
        .isEqualTo(first);
    for (Pass other : List.of(Pass.training(1), Pass.testing(0))) {
      float[] others = attend(random, features(), other).mask().get().toFloatArray();
      assertThat(Arrays.mismatch(first, others)).isNotNegative();
    }
  }

  @Test
  void shouldReachTheCertifiedOptimumWithoutNeighbours() {
    Attended attended = attend(options(Mechanism.QAHAM, "4x4", 5), features(), Pass.training(0));
    assertThat(attended.masks())
        .allSatisfy(chosen -> assertThat(chosen.gap().orElseThrow()).isLessThan(1e-9));
  }

  @Test
  void shouldGiveTheSameMasksOnAnyNumberOfThreads() {
    AttentionOptions two = options(Mechanism.QAHAM, "4x4", 5);
    AttentionOptions one =
        two.withSearch(
            new AttentionOptions.Search(
                "sa", OptionalInt.of(3), OptionalInt.of(2), FirstMask.GREEDY, true, 1));
    AttentionOptions many =
        two.withSearch(
            new AttentionOptions.Search(
                "sa", OptionalInt.of(3), OptionalInt.of(2), FirstMask.GREEDY, true, 3));
    assertThat(attend(many, features(), Pass.training(4)).mask().get().toFloatArray())
        .isEqualTo(attend(one, features(), Pass.training(4)).mask().get().toFloatArray());
  }

  @Test
  void shouldRefuseBlocksThatDoNotFitTheFeatures() {
    assertThatThrownBy(() -> options(Mechanism.QAHAM, "3x3", 2).create(SHAPE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 x 3");
    assertThatThrownBy(() -> options(Mechanism.QAHAM, "4x4", 17).create(SHAPE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("17");
  }

  @Test
  void shouldSayHowItWasAskedFor() {
    assertThat(AttentionOptions.of(Mechanism.NONE).arguments()).isEqualTo("--attention none");
    AttentionOptions options = options(Mechanism.QAHAM, "2x2", 3);
    assertThat(options.blocks()).isEqualTo(Optional.of(new GridSize(2, 2)));
    assertThat(options.arguments())
        .isEqualTo(
            "--attention qaham --k 3 --blocks 2x2 --objective salient --lambda1 1.0 --lambda2 1.0"
                + " --solver auto");
  }
}
