package io.qahan.trainer.settings;

/** What the training does when drift was noticed. */
public enum DriftAction {
  /** It goes on as ever. */
  NONE,

  /** It learns faster for a while. */
  BOOST,

  /**
   * It begins anew, with weights of zero, and the head before serves until the gate lets another
   * one through.
   */
  RESTART
}
