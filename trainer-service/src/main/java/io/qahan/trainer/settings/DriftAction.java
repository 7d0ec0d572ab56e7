package io.qahan.trainer.settings;

/** What the training does when drift was noticed. */
public enum DriftAction {
  /** It goes on as ever. */
  NONE,

  /** It learns faster for a while. */
  BOOST
}
