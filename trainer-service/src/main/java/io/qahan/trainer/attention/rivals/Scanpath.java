package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;

/** The way of the gaze over the images of one batch: T times next, then look. */
interface Scanpath {
  /**
   * Unnormalised log-probabilities of the next location.
   *
   * @param suppression N x P: 0 where there was no visit yet, and very little elsewhere
   * @return N x P, suppressed
   */
  NDArray next(NDArray suppression);

  /**
   * Looks at the chosen location.
   *
   * @param location N x P, 1 at the location and 0 elsewhere
   */
  void look(NDArray location);

  /**
   * What trains the choices.
   *
   * @param logProbabilities N x T, of the choices
   * @param rewards N x 1, constants
   * @return a scalar
   */
  NDArray loss(NDArray logProbabilities, NDArray rewards);
}
