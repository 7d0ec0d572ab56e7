package io.qahan.trainer.online.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadShape;
import io.qahan.ingest.head.Sparse;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.LittleEndian;
import io.qahan.trainer.gradient.AdamMoments;
import io.qahan.trainer.gradient.DropoutMask;
import io.qahan.trainer.gradient.ResumableAdam;
import io.qahan.trainer.gradient.TrainableHead;
import java.util.List;
import java.util.function.Consumer;

/**
 * The head in training, in native memory until {@link #close()}: it scores examples and learns from
 * them, with dropout, cross entropy and Adam. For one thread.
 */
final class HeadLearner implements AutoCloseable {
  private final NDManager manager = PyTorchEngine.newManager();
  private final HeadShape shape;
  private final DropoutMask dropout;
  private final TrainableHead head;
  private final ResumableAdam adam;
  private final float usual;
  private float learningRate;

  private HeadLearner(HeadShape shape, LearningOptions options) {
    this.shape = shape;
    this.dropout = new DropoutMask(options.dropout(), options.seed());
    this.head = new TrainableHead(manager, shape.classes(), shape.features());
    this.usual = (float) options.learningRate();
    this.learningRate = usual;
    this.adam = new ResumableAdam(manager, step -> learningRate);
  }

  /** Learns on from a head, with Adam as before its first step. */
  static HeadLearner of(Head start, LearningOptions options) {
    return filled(
        new HeadLearner(start.shape(), options), learner -> learner.setWeights(start.weights()));
  }

  /**
   * Goes on from a state.
   *
   * @throws IllegalArgumentException if its weights are not of {@code shape}
   */
  static HeadLearner of(TrainingState state, HeadShape shape, LearningOptions options) {
    return filled(
        new HeadLearner(shape, options),
        learner -> {
          learner.setWeights(LittleEndian.floats(state.getWeights()));
          learner.setMoments(
              new AdamMoments(
                  state.getAdamSteps(),
                  LittleEndian.floats(state.getFirstMoment()),
                  LittleEndian.floats(state.getSecondMoment())));
        });
  }

  /** What does not fit leaves no native memory behind. */
  private static HeadLearner filled(HeadLearner learner, Consumer<HeadLearner> values) {
    try {
      values.accept(learner);
      return learner;
    } catch (RuntimeException e) {
      learner.close();
      throw e;
    }
  }

  void saveTo(TrainingState.Builder state) {
    AdamMoments moments = head.moments(adam);
    state.setConvVersion(shape.convVersion());
    state.setModelVersion(shape.modelVersion());
    state.setShape(List.of(shape.classes(), shape.features()));
    state.setWeights(LittleEndian.floats(weights()));
    state.setFirstMoment(LittleEndian.floats(moments.first()));
    state.setSecondMoment(LittleEndian.floats(moments.second()));
    state.setAdamSteps(moments.steps());
  }

  HeadShape shape() {
    return shape;
  }

  /** The class probabilities of each example, without dropout: N rows of one value a class. */
  float[][] probabilities(List<LabelledExample> examples) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray logits = head.logits(input(scope, dense(examples, kept(examples)), examples.size()));
      float[] flat = logits.softmax(1).toFloatArray();
      float[][] rows = new float[examples.size()][shape.classes()];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(flat, i * shape.classes(), rows[i], 0, shape.classes());
      }
      return rows;
    }
  }

  /**
   * Makes one step; the dropout mask follows from the seed and the number of the step.
   *
   * @param faster how many times the usual learning rate
   * @return false if a weight or a moment would be no number any more: then nothing has changed
   */
  boolean step(List<LabelledExample> examples, long number, int faster) {
    learningRate = faster * usual;
    float[] weights = weights();
    AdamMoments moments = head.moments(adam);
    float[] values = kept(examples);
    dropout.apply(number, values);
    int[] labels = examples.stream().mapToInt(LabelledExample::label).toArray();
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = input(scope, dense(examples, values), examples.size());
      NDArray target = scope.create(labels);
      // One gradient at a time in the whole process: the engine is the lock.
      synchronized (PyTorchEngine.engine()) {
        try (GradientCollector gradient = PyTorchEngine.engine().newGradientCollector()) {
          gradient.backward(head.loss(head.logits(input), target));
          head.step(adam);
        }
      }
    }
    // How far a step moves a weight, Adam bounds by itself; how far its moments, nothing does.
    AdamMoments now = head.moments(adam);
    if (areNumbers(weights()) && areNumbers(now.first()) && areNumbers(now.second())) {
      return true;
    }
    setWeights(weights);
    setMoments(moments);
    return false;
  }

  private static boolean areNumbers(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private NDArray input(NDManager scope, float[] dense, int examples) {
    return scope.create(dense, new Shape(examples, shape.features()));
  }

  /** The kept values of all examples, one after the other. */
  private static float[] kept(List<LabelledExample> examples) {
    int count = examples.stream().mapToInt(example -> example.features().listed()).sum();
    float[] values = new float[count];
    int at = 0;
    for (LabelledExample example : examples) {
      float[] own = example.features().values();
      System.arraycopy(own, 0, values, at, own.length);
      at += own.length;
    }
    return values;
  }

  private float[] dense(List<LabelledExample> examples, float[] values) {
    float[] dense = new float[examples.size() * shape.features()];
    int at = 0;
    for (int i = 0; i < examples.size(); i++) {
      Sparse features = examples.get(i).features();
      for (int index : features.indices()) {
        dense[i * shape.features() + index] = values[at++];
      }
    }
    return dense;
  }

  /** A copy of W row-major, one row a class, then b. */
  float[] weights() {
    return head.weights();
  }

  void setWeights(float[] weights) {
    head.setWeights(weights);
  }

  private void setMoments(AdamMoments moments) {
    head.setMoments(adam, moments);
  }

  /** Zero moments, as before the first step. */
  void forgetMoments() {
    setMoments(new AdamMoments(0, new float[shape.weights()], new float[shape.weights()]));
  }

  /** Native arrays that outlive a step: the same number after every step. */
  int nativeArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
