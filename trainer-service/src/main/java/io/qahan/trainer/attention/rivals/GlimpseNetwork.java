package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * What is seen, and where, as one vector (Mnih et al. 2014, sect. 4, "glimpse network"): g =
 * rect(linear(rect(linear(what))) + linear(rect(linear(where)))). What is seen is a location's
 * channels, in place of the paper's patches at several scales, because the features that reach the
 * head are all that attention may look at.
 */
record GlimpseNetwork(
    AffineLayer what, AffineLayer where, AffineLayer fromWhat, AffineLayer fromWhere) {

  /**
   * A network with fresh weights.
   *
   * @param size length of the glimpse vector
   */
  static GlimpseNetwork of(Weights weights, int channels, int size) {
    return new GlimpseNetwork(
        weights.affine("glimpse.what", channels, size),
        weights.affine("glimpse.where", 2, size),
        weights.affine("glimpse.from-what", size, size),
        weights.affine("glimpse.from-where", size, size));
  }

  /**
   * The glimpse vector.
   *
   * @param channels N x C
   * @param coordinates N x 2
   * @return N x size
   */
  NDArray apply(NDArray channels, NDArray coordinates) {
    NDArray seen = fromWhat.apply(Activation.relu(what.apply(channels)));
    NDArray place = fromWhere.apply(Activation.relu(where.apply(coordinates)));
    return Activation.relu(seen.add(place));
  }
}
