package io.qahan.trainer.attention.rivals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/** Columns side by side. */
final class Columns {
  private Columns() {}

  /**
   * N x 1 each to N x T. Of a single one DJL's concat would make a copy that no gradient passes
   * through.
   */
  static NDArray beside(NDList columns) {
    return columns.size() == 1 ? columns.singletonOrThrow() : NDArrays.concat(columns, 1);
  }
}
