package io.qahan.trainer.paper;

import ai.djl.ndarray.NDArray;
import java.util.Locale;

/** What stands between the convolutions and the dropout (eq. 15). For one training thread. */
public interface Attention {
  /**
   * Attends to a batch of feature vectors.
   *
   * @param features N x F; a gradient is being recorded through it while the network trains
   * @return N x F; whatever is multiplied in from outside is a constant for the gradient
   */
  NDArray attend(NDArray features);

  /** The mechanisms by name. */
  enum Kind {
    /** No attention: every feature passes. */
    NONE {
      @Override
      Attention create() {
        return features -> features;
      }
    };

    abstract Attention create();

    /** As written on a command line. */
    public String slug() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
