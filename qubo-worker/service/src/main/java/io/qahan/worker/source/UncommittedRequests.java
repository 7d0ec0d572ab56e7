package io.qahan.worker.source;

/**
 * Whether a consumer group takes requests whose transaction is not committed yet. Their answers
 * come sooner by ingest's commit; where that is aborted, a mask was solved for nothing. A share
 * group never does.
 */
public enum UncommittedRequests {
  /** If all solvers are on this machine: what a remote one solves for nothing may be paid for. */
  AUTO,
  ON,
  OFF;

  /** Whether they are taken by a chain of solvers. */
  boolean taken(boolean anyRemote) {
    return this == ON || (this == AUTO && !anyRemote);
  }
}
