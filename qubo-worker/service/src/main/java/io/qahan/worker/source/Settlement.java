package io.qahan.worker.source;

/** What became of a task. */
enum Settlement {
  ACKNOWLEDGED,
  REJECTED,
  RELEASED
}
