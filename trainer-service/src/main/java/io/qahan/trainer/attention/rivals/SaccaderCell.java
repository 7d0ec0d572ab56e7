package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * The Saccader cell (Elsayed et al. 2019, sect. 3): from a map of d mixed features and the places
 * visited so far, which are its whole state, to logits of the next place. A learned vector asks for
 * a first, spatial summary of the places left; the summary, as weights of the d channels, says what
 * to look for:
 *
 * <pre>
 *   g = softmax over places of (F a + suppression)
 *   h = softmax over channels of (sum over places of g F)
 *   logits = F h + suppression
 * </pre>
 *
 * <p>The authors' code (saccader/visual_attention/saccader.py) has the same three steps and the
 * same suppression in the first and the last, -1e5 for a place visited; only F a is divided by
 * sqrt(d) there, which is here in the first values of a.
 *
 * @param query a, 1 x d
 */
record SaccaderCell(NDArray query) {

  static SaccaderCell of(Weights weights, int d) {
    return new SaccaderCell(weights.uniform("cell.query", 1 / Math.sqrt(d), new Shape(1, 1, d)));
  }

  /**
   * Logits of the next place.
   *
   * @param mixed N x P x d
   * @param suppression N x P
   * @return N x P
   */
  NDArray apply(NDArray mixed, NDArray suppression) {
    NDArray left = mixed.mul(query).sum(new int[] {2}).add(suppression).softmax(1);
    NDArray wanted = mixed.mul(left.expandDims(2)).sum(new int[] {1}).softmax(1);
    return mixed.mul(wanted.expandDims(1)).sum(new int[] {2}).add(suppression);
  }
}
