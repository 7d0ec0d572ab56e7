package io.qahan.ingest.head;

import java.util.Locale;

/** Why a head was refused. The {@link #slug()} is the cause in dead letters and metrics. */
public enum HeadFault {
  /** Another number of classes or features than expected, or than the weights fill. */
  WRONG_SHAPE,
  /** The SHA-256 does not match shape and weights. */
  BAD_HASH,
  /** A weight is infinite or not a number. */
  NON_FINITE,
  /** It takes the features of another conv stack. */
  WRONG_CONV_VERSION,
  /** It belongs to another version of the model. */
  WRONG_MODEL_VERSION,
  /** A version that is negative or absurd, or a parent or an origin that is not older. */
  BAD_VERSION,
  /** Negative counts of steps or examples. */
  BAD_PROGRESS,
  /** The trainer's own state knows nothing of it: somebody else has written it. */
  NOT_THE_TRAINERS;

  /** Lower case with dashes, for example {@code bad-hash}. */
  public String slug() {
    return "head-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
