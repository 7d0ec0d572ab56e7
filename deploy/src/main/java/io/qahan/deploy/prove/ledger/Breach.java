package io.qahan.deploy.prove.ledger;

/**
 * A promise that was not kept.
 *
 * @param promise which one
 * @param subject the image, the head or the state that shows it
 * @param detail what is wrong with it
 */
public record Breach(Promise promise, String subject, String detail) {
  /** What is promised, by how it can be broken. */
  public enum Promise {
    /** An accepted image has no visible outcome. */
    LOST("lost"),
    /** An image has more than one outcome. */
    TWICE("twice"),
    /** What an answered image goes into training with is not there once. */
    FEATURES("features not once"),
    /** A revision of a label was trained on more than once, or nobody gave it. */
    TRAINED_TWICE("trained twice"),
    /** A revision of a label was not trained on. */
    SKIPPED("label skipped"),
    /** A prediction names a head that there is not. */
    UNKNOWN_HEAD("unknown head"),
    /** Heads are not one line, or not what they say. */
    LINEAGE("lineage");

    private final String words;

    Promise(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }
}
