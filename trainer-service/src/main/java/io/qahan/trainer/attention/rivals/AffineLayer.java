package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;

/**
 * x W^T + b.
 *
 * @param weight outputs x inputs
 * @param bias one an output
 */
record AffineLayer(NDArray weight, NDArray bias) {
  /** ... x inputs to ... x outputs, in the manager of {@code input}. */
  NDArray apply(NDArray input) {
    return Linear.linear(input, weight, bias).singletonOrThrow();
  }
}
