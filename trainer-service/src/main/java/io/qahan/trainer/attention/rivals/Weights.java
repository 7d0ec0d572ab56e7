package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.qahan.ingest.conv.PyTorchEngine;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The weights of a mechanism, by name, drawn in Java from a seed. Their native memory ends with
 * {@link #close()}. For one thread.
 */
final class Weights implements AutoCloseable {
  /** Conv stack and head draw from the same seed: other numbers than theirs. */
  private static final long OTHERS = 0x2545F4914F6CDD1DL;

  private final NDManager manager = PyTorchEngine.newManager();
  private final Map<String, NDArray> arrays = new TreeMap<>();
  private final SplittableRandom random;

  Weights(long seed) {
    this.random = new SplittableRandom(seed ^ OTHERS);
  }

  /** Uniform in +-bound. */
  NDArray uniform(String name, double bound, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return learned(name, manager.create(values, shape));
  }

  /** All zero. */
  NDArray zeros(String name, Shape shape) {
    return learned(name, manager.zeros(shape));
  }

  /** An affine layer, uniform in +-1/sqrt(inputs). */
  AffineLayer affine(String name, int inputs, int outputs) {
    double bound = 1 / Math.sqrt(inputs);
    return new AffineLayer(
        uniform(name + ".weight", bound, new Shape(outputs, inputs)),
        uniform(name + ".bias", bound, new Shape(outputs)));
  }

  private NDArray learned(String name, NDArray array) {
    array.setRequiresGradient(true);
    arrays.put(name, array);
    return array;
  }

  /** The arrays themselves. */
  Map<String, NDArray> byName() {
    return Map.copyOf(arrays);
  }

  @Override
  public void close() {
    manager.close();
  }
}
