package io.qahan.deploy.operate.doctor;

/** How bad a finding is. */
enum Verdict {
  OK,
  /** It works, but not as it should, or not for long. */
  WARNING,
  /** Something will not work. */
  FAULT
}
