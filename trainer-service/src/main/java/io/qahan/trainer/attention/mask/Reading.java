package io.qahan.trainer.attention.mask;

import java.util.Locale;

/**
 * What the paper leaves open about the mask: how often a new one is found, and what it looks at.
 * The default is how a stream has it; the others are for training only.
 *
 * @param every how often QAHAM's mask is found anew
 * @param beforeRelu whether the mask is found on, and put on, the features before the second ReLU,
 *     which then follows it (eq. 15 with QAHAM and that ReLU exchanged); else after it
 */
public record Reading(MaskEvery every, boolean beforeRelu) {
  /** A mask for each image, of the features that eq. 15 gives it. */
  public static final Reading DEFAULT = new Reading(MaskEvery.IMAGE, false);

  /** How often a mask is found. A mask that several images share is that of their mean features. */
  public enum MaskEvery {
    /** For each image, in a test too. */
    IMAGE,
    /** For each batch, in a test too. */
    BATCH,
    /** For the first batch of each epoch, and kept to its end and in the test after it. */
    EPOCH,
    /** For the first batch of the training, and kept from then on. */
    ONCE,
    /** Never: the first mask, random in {0,1} as in Algorithm 1, is kept. */
    NEVER;

    /** As written on a command line. */
    public String slug() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** As written on a command line: nothing for the default. */
  String arguments() {
    return (every == MaskEvery.IMAGE ? "" : " --mask-every " + every.slug())
        + (beforeRelu ? " --before-relu" : "");
  }
}
