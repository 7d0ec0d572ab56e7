package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Map;

/**
 * V. Mnih, N. Heess, A. Graves and K. Kavukcuoglu, "Recurrent Models of Visual Attention", NIPS
 * 2014: a recurrent core takes in one glimpse after the other, h' = rect(linear(h) + linear(g)),
 * and its state says where to look next (sect. 3 and 4). Trained by REINFORCE with a baseline that
 * the state predicts.
 *
 * <p>Simplified, so that the rivals differ from a mask in nothing but the choice of features:
 *
 * <ul>
 *   <li>The policy is a softmax over the locations of the feature map, not a Gaussian around
 *       predicted coordinates: locations are few and discrete here, none may be visited twice, and
 *       probabilities are exact.
 *   <li>Glimpses are of features, not of pixels at several scales.
 *   <li>Features of all visited locations are classified by the head that every mechanism has, not
 *       by the last state of the core. So cross entropy trains head and convolutions, and REINFORCE
 *       alone trains glimpses, core and policy; in the paper cross entropy trains the core too.
 *   <li>The first state is learned, and so is the first location, one for all images.
 * </ul>
 */
public final class RecurrentGlimpses implements LocationNetwork {
  private static final int GLIMPSE = 64;
  private static final int STATE = 128;

  private final LocationBudget budget;
  private final Weights weights;
  private final GlimpseNetwork glimpse;
  private final NDArray firstState;
  private final AffineLayer fromState;
  private final AffineLayer fromGlimpse;
  private final AffineLayer policy;
  private final AffineLayer baseline;

  public RecurrentGlimpses(LocationBudget budget, long seed) {
    this.budget = budget;
    this.weights = new Weights(seed);
    this.glimpse = GlimpseNetwork.of(weights, budget.channels(), GLIMPSE);
    this.firstState = weights.zeros("core.first-state", new Shape(1, STATE));
    this.fromState = weights.affine("core.from-state", STATE, STATE);
    this.fromGlimpse = weights.affine("core.from-glimpse", GLIMPSE, STATE);
    this.policy = weights.affine("policy", STATE, budget.locations());
    this.baseline = weights.affine("baseline", STATE, 1);
  }

  @Override
  public Scanpath start(NDArray features) {
    return new Path(features);
  }

  @Override
  public Map<String, NDArray> parameters() {
    return weights.byName();
  }

  @Override
  public void close() {
    weights.close();
  }

  private final class Path implements Scanpath {
    private final NDArray map;
    private final NDArray coordinates;
    private final NDList baselines = new NDList();
    private NDArray state;

    Path(NDArray features) {
      NDManager manager = features.getManager();
      long images = features.getShape().get(0);
      this.map = features.reshape(new Shape(images, budget.channels(), budget.locations()));
      this.coordinates = manager.create(budget.coordinates(), new Shape(budget.locations(), 2));
      this.state = manager.zeros(new Shape(images, STATE)).add(firstState);
    }

    @Override
    public NDArray next(NDArray suppression) {
      baselines.add(baseline.apply(state.stopGradient()));
      return policy.apply(state).add(suppression);
    }

    @Override
    public void look(NDArray location) {
      NDArray channels = map.matMul(location.expandDims(2)).squeeze(2);
      NDArray seen = glimpse.apply(channels, location.matMul(coordinates));
      state = Activation.relu(fromState.apply(state).add(fromGlimpse.apply(seen)));
    }

    /** REINFORCE, and the squared error of the baseline, which touches nothing else. */
    @Override
    public NDArray loss(NDArray logProbabilities, NDArray rewards) {
      NDArray predicted = Columns.beside(baselines);
      NDArray error = rewards.sub(predicted).square().sum(new int[] {1}).mean();
      return Reinforce.loss(logProbabilities, rewards, predicted).add(error);
    }
  }
}
