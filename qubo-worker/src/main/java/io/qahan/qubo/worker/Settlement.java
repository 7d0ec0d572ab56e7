package io.qahan.qubo.worker;

/** What became of a task. */
enum Settlement {
  ACKNOWLEDGED,
  REJECTED,
  RELEASED
}
