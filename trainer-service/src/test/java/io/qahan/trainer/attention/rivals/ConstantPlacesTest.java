package io.qahan.trainer.attention.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.trainer.attention.Pass;
import org.junit.jupiter.api.Test;

class ConstantPlacesTest {
  @Test
  void shouldVisitTheMiddleAndThenThePlaceAbove() {
    ConstantPlaces places = new ConstantPlaces(LocationBudget.of(ConvShape.MNIST, 100));
    assertThat(places.locations()).containsExactly(24, 17); // (3, 3) and (2, 3) of 7 x 7
  }

  @Test
  void shouldKeepAsManyFeaturesAsTheRivalsInEveryPass() {
    ConstantPlaces places = new ConstantPlaces(LocationBudget.of(ConvShape.MNIST, 100));
    try (NDManager manager = PyTorchEngine.newManager()) {
      NDArray features = manager.randomUniform(0, 1, new Shape(3, 3136));
      NDArray mask = places.attend(features, Pass.training(5)).mask().orElseThrow();
      assertThat(mask.sum(new int[] {1}).toFloatArray()).containsExactly(100, 100, 100);
      NDArray middle = mask.reshape(3, 64, 49).get(":, :, 24");
      assertThat(middle.sum().getFloat()).isEqualTo(3 * 64);
      assertThat(places.attend(features, Pass.testing(0)).mask().orElseThrow().toFloatArray())
          .isEqualTo(mask.toFloatArray());
    }
  }
}
