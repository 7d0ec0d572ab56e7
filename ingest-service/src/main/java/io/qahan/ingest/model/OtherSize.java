package io.qahan.ingest.model;

import java.util.Locale;

/** What a model does with an image that is not of its height and width. */
public enum OtherSize {
  /** It is a dead letter. */
  REFUSE,
  /** It is scaled to the model's size, whatever becomes of its sides' ratio. */
  RESIZE;

  /** As written in a model file. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT);
  }
}
