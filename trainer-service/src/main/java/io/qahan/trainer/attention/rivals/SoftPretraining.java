package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.qahan.trainer.attention.Attended;
import io.qahan.trainer.attention.Attention;
import io.qahan.trainer.attention.Pass;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attention pre-training: in the first steps of a training nothing is drawn. Every location passes,
 * weighted by its probability to be visited first (times P, so that the mean weight is 1), and the
 * location network learns from cross entropy through the weights. From then on, and in every test,
 * attention is hard.
 *
 * <p>In place of the two pre-trainings of Elsayed et al. 2019, which come one after the other: of
 * the representation on class labels and all places (which this does too), and then, with that
 * frozen, of the location network by itself: cross entropy of its choices against the places in the
 * order of their logits of the predicted class. The second takes no labels, but a head that
 * classifies single places, which this network has not.
 */
public final class SoftPretraining implements Attention {
  /** A third of an epoch of MNIST in batches of 32. */
  public static final int STEPS = 500;

  private final LocationBudget budget;
  private final LocationNetwork network;
  private final Attention hard;
  private final long steps;

  /**
   * @param hard what follows, over the same network, and closes it
   */
  public SoftPretraining(
      LocationBudget budget, LocationNetwork network, Attention hard, long steps) {
    this.budget = budget;
    this.network = network;
    this.hard = hard;
    this.steps = steps;
  }

  @Override
  public Attended attend(NDArray features, Pass pass) {
    if (!pass.training() || pass.number() >= steps) {
      return hard.attend(features, pass);
    }
    long images = features.getShape().get(0);
    NDArray none = features.getManager().zeros(new Shape(images, budget.locations()));
    NDArray weights =
        network.start(features.stopGradient()).next(none).softmax(1).mul(budget.locations());
    NDArray weighted =
        features
            .reshape(new Shape(images, budget.channels(), budget.locations()))
            .mul(weights.expandDims(1));
    return new Attended(
        weighted.reshape(features.getShape()), Optional.empty(), List.of(), Optional.empty());
  }

  @Override
  public Map<String, NDArray> parameters() {
    return hard.parameters();
  }

  @Override
  public void close() {
    hard.close();
  }
}
