package io.qahan.trainer.settings;

/** By which test of the errors drift is noticed. */
public enum DriftDetection {
  /** A window that grows while nothing changes (Bifet and Gavalda 2007). */
  ADWIN,

  /** A sum of what exceeds the mean (Page 1954, Hinkley 1971), which forgets. */
  PAGE_HINKLEY,

  /** It is not noticed. */
  NONE
}
