package io.qahan.worker;

/** What became of a task. */
enum Settlement {
  ACKNOWLEDGED,
  REJECTED,
  RELEASED
}
