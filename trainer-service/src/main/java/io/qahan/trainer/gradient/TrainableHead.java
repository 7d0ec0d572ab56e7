package io.qahan.trainer.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * A fully connected head in training: logits = features W^T + b. Weights are laid out as in a
 * published head: W row-major, one row a class, then b. For one thread; its native memory belongs
 * to the manager it was given.
 */
public final class TrainableHead {
  private static final String WEIGHT = "fc.weight";
  private static final String BIAS = "fc.bias";

  private final Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
  private final NDArray weight;
  private final NDArray bias;

  /** A head of {@code classes} classes over {@code features} features with all weights zero. */
  public TrainableHead(NDManager manager, int classes, int features) {
    this.weight = manager.zeros(new Shape(classes, features));
    this.bias = manager.zeros(new Shape(classes));
    weight.setRequiresGradient(true);
    bias.setRequiresGradient(true);
  }

  /** N x F features to N x C logits. */
  public NDArray logits(NDArray features) {
    return Linear.linear(features, weight, bias).singletonOrThrow();
  }

  /** Mean cross entropy of N x C logits against N labels, in nats: a scalar. */
  public NDArray loss(NDArray logits, NDArray labels) {
    return crossEntropy.evaluate(new NDList(labels), new NDList(logits));
  }

  /** W and b by name: the arrays themselves. */
  public Map<String, NDArray> parameters() {
    return Map.of(WEIGHT, weight, BIAS, bias);
  }

  /** Makes one step with the gradients of the last backward pass, and clears them. */
  public void step(ResumableAdam adam) {
    adam.step(WEIGHT, weight);
    adam.step(BIAS, bias);
  }

  /** A copy of W, then b. */
  public float[] weights() {
    return joined(weight.toFloatArray(), bias.toFloatArray());
  }

  /** Replaces W and b. */
  public void setWeights(float[] weights) {
    checkLength(weights.length);
    ArrayValues.replace(weight, Arrays.copyOf(weights, split()));
    ArrayValues.replace(bias, Arrays.copyOfRange(weights, split(), weights.length));
  }

  /** Adam's moments of W and b, laid out as the weights; zeros before the first step. */
  public AdamMoments moments(ResumableAdam adam) {
    AdamMoments w = adam.momentsOf(WEIGHT, weight);
    AdamMoments b = adam.momentsOf(BIAS, bias);
    return new AdamMoments(w.steps(), joined(w.first(), b.first()), joined(w.second(), b.second()));
  }

  /** Puts moments back that {@link #moments} gave. */
  public void setMoments(ResumableAdam adam, AdamMoments saved) {
    checkLength(saved.first().length);
    int length = saved.first().length;
    adam.restore(
        WEIGHT,
        weight,
        new AdamMoments(
            saved.steps(),
            Arrays.copyOf(saved.first(), split()),
            Arrays.copyOf(saved.second(), split())));
    adam.restore(
        BIAS,
        bias,
        new AdamMoments(
            saved.steps(),
            Arrays.copyOfRange(saved.first(), split(), length),
            Arrays.copyOfRange(saved.second(), split(), length)));
  }

  private void checkLength(int length) {
    if (length != split() + bias.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] values for a head of %d weights; are they of another head?",
              length,
              split() + bias.size()));
    }
  }

  private int split() {
    return Math.toIntExact(weight.size());
  }

  private static float[] joined(float[] weights, float[] biases) {
    float[] both = Arrays.copyOf(weights, weights.length + biases.length);
    System.arraycopy(biases, 0, both, weights.length, biases.length);
    return both;
  }
}
