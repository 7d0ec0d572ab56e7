package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Map;

/**
 * G. F. Elsayed, S. Kornblith and Q. V. Le, "Saccader: Improving Accuracy of Hard Attention Models
 * for Vision", NeurIPS 2019: an attention network of 1 x 1 convolutions turns the feature map into
 * mixed features, and a {@link SaccaderCell} visits the places of the map one after the other.
 * Trained first softly ({@link SoftPretraining}), then by REINFORCE; the baseline is the accuracy
 * of the batch, without the image itself.
 *
 * <p>Held against the authors' code (google-research on GitHub,
 * saccader/visual_attention/saccader.py and saccader/losses.py). Simplified, so that the rivals
 * differ from a mask in nothing but the choice of features:
 *
 * <ul>
 *   <li>The map is that of the conv stack all mechanisms share, not of a BagNet (their
 *       representation network).
 *   <li>The attention network is one hidden layer of 1 x 1 convolutions; theirs has two groups of
 *       two, each ending in a dilated 3 x 3 one, with batch normalisation. What it makes of the map
 *       (where) is mixed alone, not with the features to be classified (what).
 *   <li>Features of visited places are classified together by the shared head; theirs averages the
 *       logits of places. The head's weights depend on the place, so each place has a learned
 *       offset in the attention network, lest it could not tell places apart.
 *   <li>So there is one reward an image. Theirs rewards each visit by the logits of its place
 *       alone, and the baseline is the mean reward of all visits to all images, its own among them.
 *   <li>One trajectory is drawn for each image, as their code does unless told otherwise.
 * </ul>
 */
public final class Saccader implements LocationNetwork {
  private static final int HIDDEN = 64;
  private static final int MIXED = 32;

  private final LocationBudget budget;
  private final Weights weights;
  private final AffineLayer hidden;
  private final NDArray offsets;
  private final AffineLayer mixing;
  private final SaccaderCell cell;

  public Saccader(LocationBudget budget, long seed) {
    this.budget = budget;
    this.weights = new Weights(seed);
    this.hidden = weights.affine("attention.hidden", budget.channels(), HIDDEN);
    this.offsets = weights.zeros("attention.offsets", new Shape(1, budget.locations(), HIDDEN));
    this.mixing = weights.affine("attention.mixing", HIDDEN, MIXED);
    this.cell = SaccaderCell.of(weights, MIXED);
  }

  @Override
  public Scanpath start(NDArray features) {
    long images = features.getShape().get(0);
    NDArray map =
        features
            .reshape(new Shape(images, budget.channels(), budget.locations()))
            .transpose(0, 2, 1);
    NDArray mixed = mixing.apply(Activation.relu(hidden.apply(map).add(offsets)));
    return new Path(cell, mixed);
  }

  @Override
  public Map<String, NDArray> parameters() {
    return weights.byName();
  }

  @Override
  public void close() {
    weights.close();
  }

  /**
   * One batch's.
   *
   * @param mixed N x P x d
   */
  private record Path(SaccaderCell cell, NDArray mixed) implements Scanpath {
    @Override
    public NDArray next(NDArray suppression) {
      return cell.apply(mixed, suppression);
    }

    /** The places visited are the cell's whole state, and it is told them. */
    @Override
    public void look(NDArray location) {}

    @Override
    public NDArray loss(NDArray logProbabilities, NDArray rewards) {
      return Reinforce.loss(logProbabilities, rewards, Reinforce.meanOfOthers(rewards));
    }
  }
}
