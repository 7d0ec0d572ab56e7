package io.qahan.trainer.attention.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.qahan.ingest.conv.PyTorchEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsTest {
  private final NDManager manager = PyTorchEngine.newManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldLetGradientsThroughHoweverManyThereAre(int count) {
    NDArray learned = manager.create(new float[] {1, 2}, new Shape(2, 1));
    learned.setRequiresGradient(true);
    try (GradientCollector collector = PyTorchEngine.engine().newGradientCollector()) {
      NDList columns = new NDList();
      for (int i = 0; i < count; i++) {
        columns.add(learned.mul(3));
      }
      NDArray beside = Columns.beside(columns);
      assertThat(beside.getShape()).isEqualTo(new Shape(2, count));
      collector.backward(beside.sum());
    }
    assertThat(learned.getGradient().toFloatArray()).containsExactly(3f * count, 3f * count);
  }
}
