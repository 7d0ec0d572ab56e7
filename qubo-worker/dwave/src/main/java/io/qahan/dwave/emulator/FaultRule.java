package io.qahan.dwave.emulator;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A misbehaviour and when it shows. Counts the requests it could spoil. Thread safe. */
public final class FaultRule {
  /** What the requests are about. */
  enum Operation {
    SOLVERS,
    SUBMIT,
    POLL,
    ANSWER,
    CANCEL,
    UPLOAD,
    ANY
  }

  /** What goes wrong. */
  enum Kind {
    /** An error status instead of an answer; nothing was done. */
    STATUS,
    /** Silence for a while, then the answer. */
    STALL,
    /** The connection goes dead before anything was done. */
    DROP,
    /** The connection goes dead after everything was done. */
    DROP_AFTER,
    /** The JSON breaks off. */
    TRUNCATE,
    /** The answer is no JSON of this API. */
    GARBAGE,
    /** The first QPU that is online goes offline. */
    OFFLINE,
    /** Every QPU gets a new working graph and graph id. */
    NEW_GRAPH
  }

  private final Operation operation;
  private final Kind kind;
  private final int status;
  private final Duration duration;
  private final int skip;
  private final int every;
  private final int times;
  private final AtomicInteger seen = new AtomicInteger();
  private final AtomicInteger shown = new AtomicInteger();

  /**
   * A rule.
   *
   * @param status for STATUS
   * @param duration of a STALL, or the Retry-After of a STATUS; null for none
   * @param skip so many requests go well first
   * @param every then one in so many does not
   * @param times until it has shown that often
   */
  FaultRule(
      Operation operation,
      Kind kind,
      int status,
      Duration duration,
      int skip,
      int every,
      int times) {
    this.operation = operation;
    this.kind = kind;
    this.status = status;
    this.duration = duration;
    this.skip = skip;
    this.every = every;
    this.times = times;
  }

  Kind kind() {
    return kind;
  }

  int status() {
    return status;
  }

  Duration duration() {
    return duration;
  }

  /** Whether it shows on this request. */
  boolean shows(Operation asked) {
    if (operation != Operation.ANY && operation != asked) {
      return false;
    }
    int number = seen.incrementAndGet() - skip;
    return number > 0 && (number - 1) % every == 0 && shown.incrementAndGet() <= times;
  }
}
