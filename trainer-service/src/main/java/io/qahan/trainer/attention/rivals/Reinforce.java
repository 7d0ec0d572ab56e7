package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;

/**
 * REINFORCE (R. J. Williams, "Simple statistical gradient-following algorithms for connectionist
 * reinforcement learning", Machine Learning 8, 1992): the gradient of the expected reward is the
 * expectation of (reward - baseline) times the gradient of the log-probability of the choices, for
 * any baseline that does not depend on the choice it is subtracted for.
 */
final class Reinforce {
  private Reinforce() {}

  /**
   * A loss whose gradient is the estimate for minus the mean reward.
   *
   * @param logProbabilities N x T, of the choices
   * @param rewards N x 1
   * @param baselines N x T or N x 1; a constant for this gradient
   * @return a scalar
   */
  static NDArray loss(NDArray logProbabilities, NDArray rewards, NDArray baselines) {
    NDArray advantages = rewards.sub(baselines).stopGradient();
    return logProbabilities.mul(advantages).sum(new int[] {1}).mean().neg();
  }

  /**
   * The mean reward of the other images of the batch: N x 1. The batch's own mean would hold the
   * image's reward too, and shorten the gradient by 1/N.
   */
  static NDArray meanOfOthers(NDArray rewards) {
    long images = rewards.size();
    return rewards.neg().add(rewards.sum()).div(Math.max(1, images - 1));
  }
}
