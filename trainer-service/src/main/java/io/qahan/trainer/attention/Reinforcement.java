package io.qahan.trainer.attention;

import ai.djl.ndarray.NDArray;

/** The part of the loss that trains drawn choices (REINFORCE, Williams 1992). */
@FunctionalInterface
public interface Reinforcement {
  /**
   * To be added to the cross entropy.
   *
   * @param rewards N numbers, 1 where the image was classified rightly and 0 where not; a constant
   *     for the gradient
   * @return a scalar
   */
  NDArray loss(NDArray rewards);
}
