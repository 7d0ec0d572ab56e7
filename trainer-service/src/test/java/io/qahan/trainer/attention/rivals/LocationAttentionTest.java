package io.qahan.trainer.attention.rivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.qahan.ingest.conv.BlockLayout;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.HeadInput;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.image.ImageShape;
import io.qahan.qubo.mask.Objective;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.Pass;
import io.qahan.trainer.attention.mask.AttentionOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocationAttentionTest {
  /** 4 x 3 x 3 features. */
  private static final ConvShape SHAPE = new ConvShape(new ImageShape(1, 12, 12), 2, 4);

  private static final int IMAGES = 8;
  private static final int KEPT = 10;
  private static final Pass HARD = Pass.training(SoftPretraining.STEPS);

  private final NDManager manager = PyTorchEngine.newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static AttentionOptions options(Mechanism mechanism, int kept) {
    return new AttentionOptions(
        mechanism,
        Objective.SALIENT,
        BlockLayout.SQUARE,
        HeadInput.MASKED,
        Optional.empty(),
        OptionalInt.of(kept),
        1,
        1,
        AttentionOptions.Search.of("auto"));
  }

  private NDArray features() {
    float[] values = new float[IMAGES * SHAPE.features()];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, random.nextGaussian());
    }
    return manager.create(values, new Shape(IMAGES, SHAPE.features()));
  }

  private float[] mask(Mechanism mechanism, long seed, Pass pass) {
    try (Attention attention = options(mechanism, KEPT).create(SHAPE, seed)) {
      return attention.attend(features(), pass).mask().orElseThrow().toFloatArray();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"MNIH", "ELSAYED"})
  void shouldKeepExactlyKFeaturesOfAsFewLocationsAsCanBe(Mechanism mechanism) {
    NDArray features = features();
    try (Attention attention = options(mechanism, KEPT).create(SHAPE, 7)) {
      for (Pass pass : List.of(HARD, Pass.testing(0))) {
        Attended attended = attention.attend(features, pass);
        float[] mask = attended.mask().orElseThrow().toFloatArray();
        float[] given = features.toFloatArray();
        float[] kept = attended.features().toFloatArray();
        int size = SHAPE.features();
        for (int image = 0; image < IMAGES; image++) {
          float count = 0;
          boolean[] visited = new boolean[9];
          for (int i = image * size; i < (image + 1) * size; i++) {
            assertThat(mask[i]).isIn(0f, 1f);
            assertThat(kept[i]).isEqualTo(given[i] * mask[i]);
            count += mask[i];
            visited[i % 9] |= mask[i] == 1;
          }
          assertThat(count).isEqualTo(KEPT);
          int locations = 0;
          for (boolean one : visited) {
            locations += one ? 1 : 0;
          }
          assertThat(locations).isEqualTo(3); // 4 + 4 + 2
        }
        assertThat(attended.masks()).isEmpty();
        assertThat(attended.reinforcement().isPresent()).isEqualTo(pass.training());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"MNIH", "ELSAYED"})
  void shouldDrawAnewInEveryStepButTheSameForTheSameStepAndSeed(Mechanism mechanism) {
    float[] first = mask(mechanism, 7, HARD);
    assertThat(mask(mechanism, 7, HARD)).isEqualTo(first);
    float[] next = mask(mechanism, 7, Pass.training(SoftPretraining.STEPS + 1));
    assertThat(Arrays.mismatch(first, next)).isNotNegative();
    assertThat(Arrays.mismatch(first, mask(mechanism, 8, HARD))).isNotNegative();
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"MNIH", "ELSAYED"})
  void shouldLeaveNothingToChanceInATest(Mechanism mechanism) {
    assertThat(mask(mechanism, 7, Pass.testing(1))).isEqualTo(mask(mechanism, 7, Pass.testing(0)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"MNIH", "ELSAYED"})
  void shouldLetGradientsReachTheConvolutionsThroughKeptFeaturesOnly(Mechanism mechanism) {
    NDArray features = features();
    features.setRequiresGradient(true);
    float[] mask;
    try (Attention attention = options(mechanism, KEPT).create(SHAPE, 7)) {
      try (GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
        Attended attended = attention.attend(features, HARD);
        mask = attended.mask().orElseThrow().toFloatArray();
        NDArray rewards = manager.ones(new Shape(IMAGES));
        NDArray reinforcement = attended.reinforcement().orElseThrow().loss(rewards);
        collector.backward(attended.features().sum().add(reinforcement));
      }
    }
    assertThat(features.getGradient().toFloatArray()).isEqualTo(mask);
  }

  @Test
  void shouldWeighAllLocationsInPretrainingAndLearnFromTheLossItself() {
    NDArray features = features().add(1);
    try (Attention attention = options(Mechanism.ELSAYED, KEPT).create(SHAPE, 7)) {
      try (GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
        Attended attended = attention.attend(features, Pass.training(SoftPretraining.STEPS - 1L));
        assertThat(attended.mask()).isEmpty();
        assertThat(attended.reinforcement()).isEmpty();
        float[] weights = attended.features().div(features).toFloatArray();
        double sum = 0;
        for (int location = 0; location < 9; location++) {
          assertThat(weights[location])
              .isPositive()
              .isCloseTo(weights[27 + location], within(1e-5f));
          sum += weights[location];
        }
        assertThat(sum).isCloseTo(9, within(1e-3));
        collector.backward(attended.features().square().sum());
      }
      attention
          .parameters()
          .forEach(
              (name, array) ->
                  assertThat(array.getGradient().abs().sum().getFloat()).as(name).isPositive());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"MNIH", "ELSAYED"})
  void shouldRefuseToKeepMoreFeaturesThanThereAre(Mechanism mechanism) {
    assertThatThrownBy(() -> options(mechanism, 37).create(SHAPE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[37]")
        .hasMessageContaining("36");
    assertThat(options(mechanism, 10).arguments())
        .isEqualTo("--attention " + mechanism.slug() + " --k 10");
  }
}
