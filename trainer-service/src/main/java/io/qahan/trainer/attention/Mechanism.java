package io.qahan.trainer.attention;

import java.util.Locale;

/** The attention mechanisms by name. */
public enum Mechanism {
  /** The mask of least energy (eqs. 7-13). */
  QAHAM,
  /** Locations that a recurrent network chooses (Mnih et al. 2014). */
  MNIH,
  /** Locations that a Saccader cell chooses (Elsayed et al. 2019). */
  ELSAYED,
  /** The same locations of every image, from the middle on. */
  CONSTANT,
  /** The blocks of the largest norms. */
  TOPK,
  /** Blocks drawn at random, others for every image and step. */
  RANDOM,
  /** No attention: every feature passes. */
  NONE;

  /** As written on a command line. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As written in a report. */
  public String title() {
    return switch (this) {
      case QAHAM -> "QAHAN";
      case MNIH -> "Mnih";
      case ELSAYED -> "Elsayed";
      case CONSTANT -> "constant places";
      case TOPK -> "top k";
      case RANDOM -> "random";
      case NONE -> "no attention";
    };
  }

  /** Whether it keeps blocks of the mask problem. */
  public boolean masks() {
    return this == QAHAM || this == TOPK || this == RANDOM;
  }
}
