package io.qahan.trainer.paper;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import io.qahan.ingest.conv.ConvBlock;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.trainer.optimizer.DropoutMask;
import io.qahan.trainer.optimizer.ResumableAdam;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The network of eq. 15 in training: conv stack, attention, dropout, fully connected head. All its
 * native memory ends with {@link #close()}. For one thread, and only one network of a JVM may step
 * at a time, because the engine records one gradient at a time.
 */
final class Network implements AutoCloseable {
  private static final String WEIGHT = "fc.weight";
  private static final String BIAS = "fc.bias";

  private final NDManager manager = PyTorchEngine.newManager();
  private final Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
  private final ParameterStore store = new ParameterStore(manager, false);
  private final ConvShape shape;
  private final Block conv;
  private final NDArray weight;
  private final NDArray bias;
  private final ResumableAdam adam;
  private final DropoutMask dropout;
  private final Attention attention;
  private final float[] mask;
  private long steps;

  Network(ConvShape shape, int classes, Attention attention, Hyperparameters hyper) {
    this.shape = shape;
    this.attention = attention;
    this.dropout = new DropoutMask(hyper.dropout(), hyper.seed());
    this.mask = new float[hyper.batch() * shape.features()];
    this.conv = ConvBlock.of(ConvWeights.random(shape, hyper.seed()), manager);
    SplittableRandom random = new SplittableRandom(~hyper.seed());
    double bound = 1 / Math.sqrt(shape.features());
    this.weight = parameter(random, bound, new Shape(classes, shape.features()));
    this.bias = parameter(random, bound, new Shape(classes));
    this.adam = new ResumableAdam(manager, (float) hyper.learningRate());
  }

  private NDArray parameter(SplittableRandom random, double bound, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    NDArray array = manager.create(values, shape);
    array.setRequiresGradient(true);
    return array;
  }

  /**
   * Trains on one batch.
   *
   * @param pixels N x C x H x W, scaled to [-1, 1]
   * @return loss and accuracy on the batch, with dropout, before the update
   */
  Score step(float[] pixels, int[] labels) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = scope.create(pixels, ConvBlock.inputShape(shape, labels.length));
      NDArray target = scope.create(labels);
      NDArray kept = scope.create(nextMask(labels.length), new Shape(labels.length, width()));
      try (GradientCollector gradient = PyTorchEngine.engine().newGradientCollector()) {
        NDArray features =
            conv.forward(store, new NDList(input), true)
                .singletonOrThrow()
                .reshape(labels.length, width());
        NDArray logits = attention.attend(features).mul(kept).matMul(weight.transpose()).add(bias);
        NDArray loss = crossEntropy.evaluate(new NDList(target), new NDList(logits));
        gradient.backward(loss);
        update();
        return new Score(loss.getFloat(), accuracy(logits, labels));
      }
    }
  }

  private int width() {
    return shape.features();
  }

  private float[] nextMask(int images) {
    float[] values = images * width() == mask.length ? mask : new float[images * width()];
    Arrays.fill(values, 1);
    dropout.apply(steps++, values);
    return values;
  }

  private void update() {
    for (var parameter : conv.getParameters()) {
      Parameter p = parameter.getValue();
      update(parameter.getKey(), p.getArray());
    }
    update(WEIGHT, weight);
    update(BIAS, bias);
  }

  private void update(String id, NDArray array) {
    try (NDArray gradient = array.getGradient()) {
      adam.update(id, array, gradient);
    }
  }

  private static double accuracy(NDArray logits, int[] labels) {
    long[] predicted = logits.argMax(1).toLongArray();
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      if (predicted[i] == labels[i]) {
        right++;
      }
    }
    return (double) right / labels.length;
  }

  /** The conv stack as it is now. */
  ConvWeights convWeights(String name, String origin) {
    return ConvBlock.weights(conv, shape, name, origin);
  }

  /** W row-major, one row a class, then b, as they are now. */
  float[] headWeights() {
    float[] w = weight.toFloatArray();
    float[] b = bias.toFloatArray();
    float[] both = Arrays.copyOf(w, w.length + b.length);
    System.arraycopy(b, 0, both, w.length, b.length);
    return both;
  }

  @Override
  public void close() {
    manager.close();
  }
}
