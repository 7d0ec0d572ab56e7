package io.qahan.trainer.paper.network;

import io.qahan.trainer.gradient.AdamMoments;
import java.util.Map;

/**
 * Weights and optimizer of a network in training.
 *
 * @param steps made so far: dropout, masks and drawn choices follow from it and the seed
 * @param tensors by name
 */
public record NetworkState(long steps, Map<String, Tensor> tensors) {
  public NetworkState {
    tensors = Map.copyOf(tensors);
  }

  /**
   * One of them.
   *
   * @param values row-major; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
  public record Tensor(float[] values, AdamMoments moments) {}
}
