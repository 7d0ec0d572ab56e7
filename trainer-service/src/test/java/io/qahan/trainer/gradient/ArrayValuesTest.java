package io.qahan.trainer.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.qahan.ingest.conv.PyTorchEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrayValuesTest {
  private final NDManager manager = PyTorchEngine.newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void shouldReplaceValuesOfAnArrayThatGoesOnLearning() {
    NDArray array = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
    array.setRequiresGradient(true);
    int arrays = manager.getManagedArrays().size();

    ArrayValues.replace(array, new float[] {5, 6, 7, 8});

    assertThat(array.toFloatArray()).containsExactly(5, 6, 7, 8);
    assertThat(array.getShape()).isEqualTo(new Shape(2, 2));
    assertThat(manager.getManagedArrays()).hasSize(arrays);
    try (GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
      collector.backward(array.square().sum());
    }
    assertThat(array.getGradient().toFloatArray()).containsExactly(10, 12, 14, 16);
  }

  @Test
  void shouldNotMakeAnArrayLearnThatDidNot() {
    NDArray array = manager.zeros(new Shape(2));
    ArrayValues.replace(array, new float[] {5, 6});
    assertThat(array.hasGradient()).isFalse();
    assertThat(array.toFloatArray()).containsExactly(5, 6);
  }

  @Test
  void shouldKeepItsOwnCopy() {
    NDArray array = manager.zeros(new Shape(2));
    float[] values = {5, 6};
    ArrayValues.replace(array, values);
    values[0] = 7;
    array.addi(1);
    assertThat(array.toFloatArray()).containsExactly(6, 7);
    assertThat(values).containsExactly(7, 6);
  }
}
