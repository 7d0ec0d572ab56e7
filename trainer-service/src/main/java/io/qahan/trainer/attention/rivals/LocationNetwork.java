package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * Looks at a batch of feature maps and says where to look next. Its native memory ends with {@link
 * #close()}. For one thread.
 */
interface LocationNetwork extends AutoCloseable {
  /**
   * Begins with a batch.
   *
   * @param features N x (C x H x W), a constant for the gradient; all that is made attaches to its
   *     manager
   */
  Scanpath start(NDArray features);

  /** What it learns, by name. */
  Map<String, NDArray> parameters();

  @Override
  void close();
}
