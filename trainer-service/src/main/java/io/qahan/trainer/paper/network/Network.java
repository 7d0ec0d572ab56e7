package io.qahan.trainer.paper.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.qahan.ingest.conv.ConvBlock;
import io.qahan.ingest.conv.ConvShape;
import io.qahan.ingest.conv.ConvWeights;
import io.qahan.ingest.conv.PyTorchEngine;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Pass;
import io.qahan.trainer.gradient.DropoutMask;
import io.qahan.trainer.gradient.ResumableAdam;
import io.qahan.trainer.gradient.TrainableHead;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The network of eq. 15 in training: conv stack, attention, dropout, fully connected head. All its
 * native memory ends with {@link #close()}. For one thread, and only one network of a JVM may step
 * at a time, because the engine records one gradient at a time.
 */
public final class Network implements AutoCloseable {
  private final NDManager manager = PyTorchEngine.newManager();
  private final ParameterStore store = new ParameterStore(manager, false);
  private final ConvShape shape;
  private final int inputs;
  private final Block conv;
  private final TrainableHead head;
  private final DropoutMask dropout;
  private final Attention attention;
  private final Parameters parameters;
  private final LongSupplier nanoTime;
  private long steps;

  /**
   * One that has learned nothing: its weights follow from the seed.
   *
   * @param attention closed with this network
   * @param images to an epoch, which a schedule of the learning rate depends on
   */
  public Network(
      ConvShape shape,
      int classes,
      Attention attention,
      Hyperparameters hyper,
      int images,
      LongSupplier nanoTime) {
    this(
        ConvWeights.random(shape, hyper.seed()),
        randomHead(classes, attention.outputs(shape.features()), ~hyper.seed()),
        classes,
        attention,
        hyper,
        images,
        nanoTime);
  }

  /**
   * One that goes on from what another has learned, with an Adam that knows nothing of it.
   *
   * @param first of the convolutions
   * @param firstHead W row-major, one row a class, then b; not changed
   * @param attention closed with this network
   * @param images to an epoch, which a schedule of the learning rate depends on
   */
  public Network(
      ConvWeights first,
      float[] firstHead,
      int classes,
      Attention attention,
      Hyperparameters hyper,
      int images,
      LongSupplier nanoTime) {
    this.shape = first.shape();
    this.attention = attention;
    this.nanoTime = nanoTime;
    this.dropout = new DropoutMask(hyper.dropout(), hyper.seed());
    this.conv = ConvBlock.of(first, manager);
    this.inputs = attention.outputs(shape.features());
    this.head = new TrainableHead(manager, classes, inputs);
    head.setWeights(firstHead);
    ResumableAdam adam =
        new ResumableAdam(manager, hyper.learningRates(images), (float) hyper.weightDecay());
    this.parameters = new Parameters(conv, head, attention, adam);
  }

  /** Uniform in +-1/sqrt(inputs), as the convolutions. */
  private static float[] randomHead(int classes, int inputs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double bound = 1 / Math.sqrt(inputs);
    float[] values = new float[classes * (inputs + 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }

  /**
   * Trains on one batch.
   *
   * @throws TrainingFailedException if the loss is no number any more
   */
  public StepResult step(Batch batch) {
    long began = nanoTime.getAsLong();
    try (NDManager scope = manager.newSubManager()) {
      NDArray kept = scope.create(nextDropout(batch.size()), new Shape(batch.size(), inputs));
      // One gradient at a time in the whole process: the engine is the lock.
      synchronized (PyTorchEngine.engine()) {
        try (GradientCollector gradient = PyTorchEngine.engine().newGradientCollector()) {
          NDArray features = features(scope, batch);
          long convolved = nanoTime.getAsLong();
          Attended attended = attention.attend(features, Pass.training(steps));
          long chosen = nanoTime.getAsLong();
          Classified classified =
              Classified.by(head, seen(attended).mul(kept), batch.labels(), scope);
          gradient.backward(classified.objective(attended, () -> rewards(attended, batch, scope)));
          parameters.step();
          steps++;
          StepTimes times =
              new StepTimes(convolved - began, chosen - convolved, nanoTime.getAsLong() - chosen);
          return new StepResult(
              classified.score(), kept(attended, batch.size()), attended.masks(), times);
        }
      }
    }
  }

  /** The batch's score without dropout; nothing is learned from it. */
  public Score test(Batch batch, long number) {
    return examine(batch, number).score();
  }

  /** The same, image by image. */
  public Examined examine(Batch batch, long number) {
    try (NDManager scope = manager.newSubManager()) {
      Attended attended = attention.attend(features(scope, batch), Pass.testing(number));
      Classified classified = Classified.by(head, seen(attended), batch.labels(), scope);
      return new Examined(classified.score(), classified.hits());
    }
  }

  /** N x F, 1 where a feature was kept and 0 where not; all 1 without attention. */
  public float[] mask(Batch batch) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray features = features(scope, batch);
      return attention
          .attend(features, Pass.testing(0))
          .mask()
          .orElseGet(features::onesLike)
          .toFloatArray();
    }
  }

  /** What attention is given: all of the conv stack, or all but its last ReLU. */
  private NDArray features(NDManager scope, Batch batch) {
    NDArray input = scope.create(batch.pixels(), ConvBlock.inputShape(shape, batch.size()));
    NDList values = new NDList(input);
    List<Block> layers = conv.getChildren().values();
    for (Block layer : layers.subList(0, layers.size() - (attention.beforeRelu() ? 1 : 0))) {
      values = layer.forward(store, values, true);
    }
    return values.singletonOrThrow().reshape(featuresOf(batch.size()));
  }

  /** What the head is given of it, dropout aside. */
  private NDArray seen(Attended attended) {
    return attention.beforeRelu() ? Activation.relu(attended.features()) : attended.features();
  }

  /** To be called before the first step of each epoch. */
  public void beginEpoch() {
    attention.beginEpoch();
  }

  private Shape featuresOf(int images) {
    return new Shape(images, shape.features());
  }

  private float[] nextDropout(int images) {
    float[] values = new float[images * inputs];
    Arrays.fill(values, 1);
    dropout.apply(steps, values);
    return values;
  }

  /**
   * N numbers, 1 for each image that the head classifies rightly by what was chosen, without
   * dropout: a reward is for the choice, and is what an answer would have been worth (Mnih et al.
   * 2014, sect. 3.1, and the code of Elsayed et al. 2019 have no dropout between the two). With
   * dropout it would be right on average too, for a network that nobody uses, and noisier.
   */
  private NDArray rewards(Attended attended, Batch batch, NDManager scope) {
    NDArray seen = seen(attended).stopGradient();
    boolean[] hits = Classified.by(head, seen, batch.labels(), scope).hits();
    float[] rewards = new float[hits.length];
    for (int i = 0; i < hits.length; i++) {
      rewards[i] = hits[i] ? 1 : 0;
    }
    return scope.create(rewards);
  }

  private double kept(Attended attended, int images) {
    return attended
        .mask()
        .map(mask -> (double) mask.sum().getFloat())
        .orElse((double) images * shape.features());
  }

  /** Everything that the next step depends on, copied. */
  public NetworkState state() {
    return new NetworkState(steps, parameters.tensors(), attention.held());
  }

  /**
   * Goes on from a state of a network of the same kind.
   *
   * @throws IllegalArgumentException if it is of another kind
   */
  public void restore(NetworkState state) {
    parameters.restore(state.tensors());
    state.held().ifPresent(attention::hold);
    steps = state.steps();
  }

  /** The conv stack as it is now. */
  public ConvWeights convWeights(String name, String origin) {
    return ConvBlock.weights(conv, shape, name, origin);
  }

  /** The head's W row-major, one row a class, then b, as they are now. */
  public float[] headWeights() {
    return head.weights();
  }

  /** Native arrays held between steps. */
  int nativeArrays() {
    return manager.getManagedArrays().size();
  }

  @Override
  public void close() {
    attention.close();
    manager.close();
  }

  /**
   * A batch as the head classified it.
   *
   * @param entropy mean cross entropy, a scalar in nats; ends with the scope it was made in
   * @param hits N, whether each image was classified rightly; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
  private record Classified(NDArray entropy, boolean[] hits) {
    /**
     * Classifies.
     *
     * @param features N x F, masked
     * @param labels N classes
     * @param scope holds what is made here
     */
    static Classified by(TrainableHead head, NDArray features, int[] labels, NDManager scope) {
      NDArray logits = head.logits(features);
      NDArray target = scope.create(labels);
      return new Classified(head.loss(logits, target), hits(logits, labels));
    }

    private static boolean[] hits(NDArray logits, int[] labels) {
      long[] predicted = logits.argMax(1).toLongArray();
      boolean[] hits = new boolean[labels.length];
      for (int i = 0; i < labels.length; i++) {
        hits[i] = predicted[i] == labels[i];
      }
      return hits;
    }

    /**
     * What a step makes smaller: the cross entropy, and for attention that draws its choices the
     * loss of these.
     */
    NDArray objective(Attended attended, Supplier<NDArray> rewards) {
      return attended.reinforcement().isEmpty()
          ? entropy
          : entropy.add(attended.reinforcement().get().loss(rewards.get()));
    }

    /**
     * As numbers.
     *
     * @throws TrainingFailedException if the loss is no number any more
     */
    Score score() {
      float loss = entropy.getFloat();
      if (!Float.isFinite(loss)) {
        throw new TrainingFailedException(
            "the loss is [%s]; train with a smaller learning rate".formatted(loss), null);
      }
      int right = 0;
      for (boolean hit : hits) {
        right += hit ? 1 : 0;
      }
      return new Score(loss, (double) right / hits.length);
    }
  }
}
