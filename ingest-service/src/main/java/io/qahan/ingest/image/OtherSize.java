package io.qahan.ingest.image;

import java.util.Locale;

/** What becomes of an image that is not of the height and width that a network takes. */
public enum OtherSize {
  /** It is not taken: in a stream a dead letter. */
  REFUSE,
  /** It is scaled to the network's size, whatever becomes of its sides' ratio. */
  RESIZE,
  /** It is scaled until one side fits and the other is no shorter, and its middle is taken. */
  CROP;

  /** As written in a model file and on a command line. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
