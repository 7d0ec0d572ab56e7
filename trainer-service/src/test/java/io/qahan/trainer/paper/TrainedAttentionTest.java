package io.qahan.trainer.paper;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.ingest.conv.ConvStack;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.dataset.DatasetLocation;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Mechanism;
import io.qahan.trainer.attention.Pass;
import io.qahan.trainer.attention.mask.AttentionOptions;
import io.qahan.trainer.paper.network.Hyperparameters;
import io.qahan.trainer.paper.network.LearningRateSchedule;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainedAttentionTest {
  @TempDir Path out;

  private static float[] mask(Attention attention, float[] features) {
    try (NDManager manager = PyTorchEngine.newManager()) {
      NDArray row = manager.create(features, new Shape(1, features.length));
      return attention.attend(row, Pass.testing(0)).mask().orElseThrow().toFloatArray();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mechanism.class,
      names = {"MNIH", "ELSAYED"})
  void shouldLookWhereTheTrainedNetworkLooks(Mechanism mechanism) throws Exception {
    TrainingOptions options =
        TrainingOptions.of(
            TrainingData.of(new DatasetLocation.Sample(), 640, 20),
            AttentionOptions.of(mechanism),
            new Hyperparameters(1, 32, 0.02, LearningRateSchedule.CONSTANT, 0.5, 0, 1),
            "small-1",
            out,
            false);
    TrainedNetwork trained = Training.run(options, TrainingProgress.SILENT);

    try (ConvStack conv = new ConvStack(trained.conv());
        Attention attention = TrainedAttention.of(options, conv.shape());
        Attention untrained = options.attention().create(conv.shape(), 1)) {
      boolean moved = false;
      for (SeenImage seen : TrainedMasks.of(options, 5)) {
        float[] features = conv.features(seen.image());
        float[] mask = mask(attention, features);
        for (int i = 0; i < mask.length; i++) {
          assertThat(mask[i] == 1).isEqualTo(seen.kept()[i]);
        }
        moved |= !Arrays.equals(mask, mask(untrained, features));
      }
      assertThat(moved).isTrue();
    }
  }
}
