package io.qahan.worker.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Carries settlements from any thread to the one that owns the Kafka client, which is not thread
 * safe. The first settlement of a task counts.
 */
final class Settlements {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private Map<Task, Settlement> waiting = new LinkedHashMap<>();

  void add(Task task, Settlement settlement) {
    lock.lock();
    try {
      waiting.putIfAbsent(task, settlement);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Hands on what has arrived, in order. */
  void drain(BiConsumer<Task, Settlement> consumer) {
    Map<Task, Settlement> drained;
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        return;
      }
      drained = waiting;
      waiting = new LinkedHashMap<>();
    } finally {
      lock.unlock();
    }
    drained.forEach(consumer);
  }

  /**
   * Waits for a settlement.
   *
   * @param deadlineNanos of {@link System#nanoTime}
   * @return false if none came in time, or the thread was interrupted
   */
  boolean await(long deadlineNanos) {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        long unused = arrived.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
