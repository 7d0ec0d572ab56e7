package io.qahan.trainer.attention;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;

/**
 * What attention made of a batch.
 *
 * @param features N x {@link Attention#outputs}: what goes on to the head
 * @param mask N x F, 1 where a feature was kept and 0 where not, a constant for the gradient; empty
 *     if all were
 * @param masks how each of the N masks was found; empty if none was solved for
 * @param reinforcement what to add to the loss; empty if attention learns from nothing but it
 */
public record Attended(
    NDArray features,
    Optional<NDArray> mask,
    List<ChosenMask> masks,
    Optional<Reinforcement> reinforcement) {
  public Attended {
    masks = List.copyOf(masks);
  }

  /** Every feature kept. */
  static Attended all(NDArray features) {
    return new Attended(features, Optional.empty(), List.of(), Optional.empty());
  }
}
