package io.qahan.trainer.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Adam (Kingma and Ba, 2015) as DJL computes it, with moments that can be read and put back, so
 * that training goes on after a crash as if there had been none; DJL's own keeps them to itself.
 * With a weight decay it is AdamW (Loshchilov and Hutter, 2019). For one thread.
 *
 * <p>Both corrections of bias are in the rate of a step, as Kingma and Ba propose at the end of
 * their section 2, so epsilon is added to the root of the uncorrected second moment. That is
 * algorithm 1 with epsilon over sqrt(1 - 0.999^t): 32 times as much in the first step, 1.3 times in
 * the thousandth, and fading. PyTorch's own Adam adds it to the corrected one.
 */
public final class ResumableAdam extends Optimizer {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;
  private static final float NO_CLIPPING = -1;

  private final NDManager manager;
  private final Tracker learningRates;
  private final float decay;
  private final Map<String, Moments> moments = new HashMap<>();

  /**
   * An optimizer that has made no step.
   *
   * @param manager where the moments live; its owner closes it
   * @param learningRates of each step of a parameter, from 1; resumed with its moments
   */
  public ResumableAdam(NDManager manager, Tracker learningRates) {
    this(manager, learningRates, 0);
  }

  /**
   * One that makes all weights smaller in each step, apart from their gradients.
   *
   * @param decay the part that a weight loses in a step at learning rate 1; 0 for none
   */
  public ResumableAdam(NDManager manager, Tracker learningRates, float decay) {
    super(new Builder());
    this.manager = manager;
    this.learningRates = learningRates;
    this.decay = decay;
  }

  /**
   * One whose learning rate stays the same.
   *
   * @param learningRate above 0
   */
  public ResumableAdam(NDManager manager, float learningRate) {
    this(manager, Tracker.fixed(learningRate));
    if (!(learningRate > 0) || Float.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning rate [%s] must be above 0; the paper's is 0.001".formatted(learningRate));
    }
  }

  /**
   * Makes one step of a parameter, in place, and clears its gradient.
   *
   * @param parameterId names the parameter from step to step
   */
  @Override
  public void update(String parameterId, NDArray weight, NDArray gradient) {
    Moments m = moments.computeIfAbsent(parameterId, id -> Moments.zero(manager, weight));
    m.steps++;
    float learningRate = learningRates.getNewValue((int) Math.min(m.steps, Integer.MAX_VALUE));
    double correction1 = 1 - Math.pow(BETA1, (double) m.steps);
    double correction2 = 1 - Math.pow(BETA2, (double) m.steps);
    weight
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(weight, gradient, m.first, m.second),
            new NDList(weight),
            learningRate,
            (float) (learningRate * Math.sqrt(correction2) / correction1),
            decay,
            rescaleGrad,
            NO_CLIPPING,
            BETA1,
            BETA2,
            EPSILON,
            false,
            decay != 0); // AdamW; else the decay would be a part of the gradient
  }

  /** As {@link #update}, with the gradient of the last backward pass. */
  public void step(String parameterId, NDArray weight) {
    try (NDArray gradient = weight.getGradient()) { // ours to close: else it stays with the weight
      update(parameterId, weight, gradient);
    }
  }

  /** The moments of a parameter; zeros before its first step. */
  public AdamMoments momentsOf(String parameterId, NDArray weight) {
    Moments m = moments.get(parameterId);
    if (m == null) {
      int size = Math.toIntExact(weight.size());
      return new AdamMoments(0, new float[size], new float[size]);
    }
    return new AdamMoments(m.steps, m.first.toFloatArray(), m.second.toFloatArray());
  }

  /** Puts back the moments of a parameter, which has the shape of {@code weight}. */
  public void restore(String parameterId, NDArray weight, AdamMoments saved) {
    if (saved.first().length != weight.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "[%d] moments for parameter [%s] of [%d] weights; are they of another model?",
              saved.first().length,
              parameterId,
              weight.size()));
    }
    Moments m = moments.computeIfAbsent(parameterId, id -> Moments.zero(manager, weight));
    m.steps = saved.steps();
    ArrayValues.replace(m.first, saved.first());
    ArrayValues.replace(m.second, saved.second());
  }

  private static final class Moments {
    private final NDArray first;
    private final NDArray second;
    private long steps;

    private Moments(NDArray first, NDArray second) {
      this.first = first;
      this.second = second;
    }

    static Moments zero(NDManager manager, NDArray weight) {
      return new Moments(
          manager.zeros(weight.getShape(), weight.getDataType()),
          manager.zeros(weight.getShape(), weight.getDataType()));
    }
  }

  private static final class Builder extends OptimizerBuilder<Builder> {
    Builder() {
      setRescaleGrad(1);
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
