package io.qahan.worker.source;

import java.util.TreeSet;

/**
 * Which records of one partition were taken and not yet settled, and so how far its offset may be
 * committed: a record may wait in a buffer, but then its offset waits too. Not thread safe.
 */
final class PartitionProgress {
  private static final long NEVER = -1;

  private final TreeSet<Long> unsettled = new TreeSet<>();
  private long next = NEVER;
  private long committed = NEVER;

  void take(long offset) {
    unsettled.add(offset);
    next = Math.max(next, offset + 1);
  }

  /** The consumer's position: past the last record, and past transaction markers after it. */
  void advanceTo(long offset) {
    next = Math.max(next, offset);
  }

  /** Returns false if the record was not taken, or settled before. */
  boolean settle(long offset) {
    return unsettled.remove(offset);
  }

  boolean holds(long offset) {
    return unsettled.contains(offset);
  }

  int unsettled() {
    return unsettled.size();
  }

  /** Whether {@link #committable} is beyond what was committed. */
  boolean hasNews() {
    return next != NEVER && committable() > committed;
  }

  /** The lowest unsettled offset, or the position if all is settled. */
  long committable() {
    return unsettled.isEmpty() ? next : unsettled.first();
  }

  void committed(long offset) {
    committed = Math.max(committed, offset);
  }

  /** The last commit may not have arrived. */
  void commitFailed() {
    committed = NEVER;
  }
}
