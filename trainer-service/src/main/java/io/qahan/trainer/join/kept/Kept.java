package io.qahan.trainer.join.kept;

import java.util.Locale;

/** What the join keeps of an image. */
public enum Kept {
  /** Features that wait for their label. */
  FEATURES('f'),
  /** A label that waits for its features. */
  LABELS('l'),
  /** Features that have been joined, and the newest label that they were joined with. */
  JOINED('j');

  private final byte code; // stored: never change one

  Kept(char code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  static Kept of(byte code) {
    for (Kept kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("nothing that is kept has the code [" + code + "]");
  }

  /** As metrics have it. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
