package io.qahan.worker;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that solve. What goes on with a request that was begun comes before all that is new:
 * an answer that is here must not wait behind hundreds of requests until it is too late. Otherwise
 * first come, first served. Takes work by {@link #execute} only. Thread safe.
 */
final class SolverThreads extends ThreadPoolExecutor {
  /**
   * A proof of a rank-one problem takes a fraction of this even in a young JVM, and is not to be cut
   * short for a queue that is gone in a moment.
   */
  static final Duration LEAST_SHARE = Duration.ofMillis(3);

  private final AtomicLong turns = new AtomicLong();

  private record Turn(boolean begun, long number, Runnable work)
      implements Runnable, Comparable<Turn> {
    @Override
    public void run() {
      work.run();
    }

    @Override
    public int compareTo(Turn other) {
      return begun == other.begun ? Long.compare(number, other.number) : begun ? -1 : 1;
    }
  }

  SolverThreads(int count) {
    super(count, count, 0, TimeUnit.NANOSECONDS, new PriorityBlockingQueue<>());
    AtomicInteger number = new AtomicInteger();
    setThreadFactory(work -> new Thread(work, "worker-solve-" + number.incrementAndGet()));
  }

  /** For new requests. */
  @Override
  public void execute(Runnable work) {
    super.execute(new Turn(false, turns.incrementAndGet(), work));
  }

  /**
   * What one request may take so that those that wait behind it are answered in time too: the fewer
   * wait, the more. With nobody waiting all that is left; else half of its even share, for all are
   * due at about the same time, and the last of them must not be at its very end. Never less than
   * {@link #LEAST_SHARE}, unless nothing more is left.
   *
   * @param left until the answer is too late, at most some days
   */
  Duration fairShare(Duration left) {
    long threads = getMaximumPoolSize();
    Duration share = left.multipliedBy(threads).dividedBy(threads + 2L * getQueue().size());
    Duration least = left.compareTo(LEAST_SHARE) < 0 ? left : LEAST_SHARE;
    return share.compareTo(least) < 0 ? least : share;
  }

  /** For requests that were begun. */
  Executor goingOn() {
    return work -> super.execute(new Turn(true, turns.incrementAndGet(), work));
  }
}
