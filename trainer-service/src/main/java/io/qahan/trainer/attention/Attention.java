package io.qahan.trainer.attention;

import ai.djl.ndarray.NDArray;
import io.qahan.qubo.mask.Mask;
import java.util.Map;
import java.util.Optional;

/**
 * An attention mechanism in training. Its native memory ends with {@link #close()}. For one
 * training thread.
 */
public interface Attention extends AutoCloseable {
  /** Every feature passes. */
  Attention NONE = (features, pass) -> Attended.all(features);

  /**
   * Attends to a batch of feature vectors.
   *
   * @param features N x F, in C x H x W order; a gradient is being recorded through it while the
   *     network trains. What is made here attaches to its manager and ends with the step.
   * @param pass which batch it is; every random choice follows from it and from the seed
   */
  Attended attend(NDArray features, Pass pass);

  /**
   * How many values of each image go on to the head.
   *
   * @param features F, of each image
   */
  default int outputs(int features) {
    return features;
  }

  /** What it learns, by name, the same names for life; each requires a gradient. */
  default Map<String, NDArray> parameters() {
    return Map.of();
  }

  /**
   * Whether it attends to the features before the second ReLU, which then follows it, rather than
   * after.
   */
  default boolean beforeRelu() {
    return false;
  }

  /** Told before the first step of each epoch. */
  default void beginEpoch() {}

  /** The mask that it keeps from step to step, which the next one depends on; empty for none. */
  default Optional<Mask> held() {
    return Optional.empty();
  }

  /** Goes on with a mask that was {@link #held}. */
  default void hold(Mask mask) {
    throw new IllegalStateException("this attention keeps no mask");
  }

  @Override
  default void close() {}
}
