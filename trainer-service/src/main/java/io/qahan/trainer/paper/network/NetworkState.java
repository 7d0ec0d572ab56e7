package io.qahan.trainer.paper.network;

import io.qahan.qubo.mask.Mask;
import io.qahan.trainer.gradient.AdamMoments;
import java.util.Map;
import java.util.Optional;

/**
 * Weights and optimizer of a network in training.
 *
 * @param steps made so far: dropout, masks and drawn choices follow from it and the seed
 * @param tensors by name
 * @param held the mask that attention keeps from step to step, if it does
 */
public record NetworkState(long steps, Map<String, Tensor> tensors, Optional<Mask> held) {
  public NetworkState {
    tensors = Map.copyOf(tensors);
  }

  /** One whose attention keeps no mask. */
  public NetworkState(long steps, Map<String, Tensor> tensors) {
    this(steps, tensors, Optional.empty());
  }

  /**
   * One of them.
   *
   * @param values row-major; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // written and read, never compared
  public record Tensor(float[] values, AdamMoments moments) {}
}
