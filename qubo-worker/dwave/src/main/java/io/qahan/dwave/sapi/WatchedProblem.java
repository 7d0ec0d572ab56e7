package io.qahan.dwave.sapi;

/** A problem that is polled for. Its counters change while it is in nobody else's hands. */
final class WatchedProblem {
  private final String id;
  private final TrackedProblem problem;
  private final long sinceNanos;
  private long dueNanos;
  private int polls;
  private int failures;

  WatchedProblem(String id, TrackedProblem problem, long nowNanos) {
    this.id = id;
    this.problem = problem;
    this.sinceNanos = nowNanos;
  }

  String id() {
    return id;
  }

  TrackedProblem problem() {
    return problem;
  }

  /** When it was submitted, as far as this client knows. */
  long sinceNanos() {
    return sinceNanos;
  }

  /** When to ask next. */
  long dueNanos() {
    return dueNanos;
  }

  void dueAt(long nanos) {
    dueNanos = nanos;
  }

  /** Notes an answer; returns how many there were, from 1. */
  int answered() {
    failures = 0;
    return ++polls;
  }

  /** Notes a poll that failed; returns how many did since the last answer, from 1. */
  int failed() {
    return ++failures;
  }
}
