package io.qahan.trainer.paper;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.qahan.ingest.conv.ConvBlock;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.trainer.gradient.DropoutMask;
import io.qahan.trainer.gradient.ResumableAdam;
import io.qahan.trainer.gradient.TrainableHead;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The network of eq. 15 in training: conv stack, attention, dropout, fully connected head. All its
 * native memory ends with {@link #close()}. For one thread, and only one network of a JVM may step
 * at a time, because the engine records one gradient at a time.
 */
final class Network implements AutoCloseable {
  private final NDManager manager = PyTorchEngine.newManager();
  private final ParameterStore store = new ParameterStore(manager, false);
  private final ConvShape shape;
  private final Block conv;
  private final TrainableHead head;
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
    this.head = new TrainableHead(manager, classes, shape.features());
    head.setWeights(randomHead(classes, shape.features(), ~hyper.seed()));
    this.adam = new ResumableAdam(manager, (float) hyper.learningRate());
  }

  /** Uniform in +-1/sqrt(features), as the convolutions. */
  private static float[] randomHead(int classes, int features, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double bound = 1 / Math.sqrt(features);
    float[] values = new float[classes * (features + 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
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
      // One gradient at a time in the whole process: the engine is the lock.
      synchronized (PyTorchEngine.engine()) {
        try (GradientCollector gradient = PyTorchEngine.engine().newGradientCollector()) {
          NDArray features =
              conv.forward(store, new NDList(input), true)
                  .singletonOrThrow()
                  .reshape(labels.length, width());
          NDArray logits = head.logits(attention.attend(features).mul(kept));
          NDArray loss = head.loss(logits, target);
          gradient.backward(loss);
          update();
          return new Score(loss.getFloat(), accuracy(logits, labels));
        }
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
      adam.step(parameter.getKey(), parameter.getValue().getArray());
    }
    head.step(adam);
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

  /** The head's W row-major, one row a class, then b, as they are now. */
  float[] headWeights() {
    return head.weights();
  }

  /** Native arrays held between steps. */
  int nativeArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
