package io.qahan.trainer.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.qahan.trainer.gradient.ArrayValues;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Compares gradients with central differences, tensor by tensor, along the gradient itself and
 * along random directions: single entries would drown in the rounding of 32 bits.
 *
 * @param loss as a function of the tensors that are being checked
 */
public record Differences(DoubleSupplier loss) {
  private static final double STEP = 2e-3;

  public void check(String name, NDArray array, float[] gradient) {
    double norm = norm(gradient);
    if (norm > 0) {
      compare(name, array, gradient, unit(gradient));
    }
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 3; i++) {
      float[] direction = new float[gradient.length];
      for (int j = 0; j < direction.length; j++) {
        direction[j] = (float) random.nextGaussian();
      }
      compare(name, array, gradient, unit(direction));
    }
  }

  private void compare(String name, NDArray array, float[] gradient, float[] direction) {
    double expected = 0;
    for (int i = 0; i < direction.length; i++) {
      expected += gradient[i] * direction[i];
    }
    float[] at = array.toFloatArray();
    double difference =
        (lossAt(array, at, direction, STEP) - lossAt(array, at, direction, -STEP)) / (2 * STEP);
    ArrayValues.replace(array, at);
    assertThat(difference).as(name).isCloseTo(expected, within(2e-4 + 0.02 * norm(gradient)));
  }

  private double lossAt(NDArray array, float[] at, float[] direction, double step) {
    float[] moved = at.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    ArrayValues.replace(array, moved);
    return loss.getAsDouble();
  }

  private static float[] unit(float[] direction) {
    float[] unit = direction.clone();
    double norm = norm(direction);
    for (int i = 0; i < unit.length; i++) {
      unit[i] /= (float) norm;
    }
    return unit;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
