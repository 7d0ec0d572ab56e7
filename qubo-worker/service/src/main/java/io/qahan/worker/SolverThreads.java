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
   * due at about the same time, and the last of them must not be at its very end.
   *
   * @param left until the answer is too late, at most some days
   */
  Duration fairShare(Duration left) {
    long threads = getMaximumPoolSize();
    return left.multipliedBy(threads).dividedBy(threads + 2L * getQueue().size());
  }

  /** For requests that were begun. */
  Executor goingOn() {
    return work -> super.execute(new Turn(true, turns.incrementAndGet(), work));
  }
}
