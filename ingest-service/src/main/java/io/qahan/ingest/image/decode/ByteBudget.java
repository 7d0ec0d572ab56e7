package io.qahan.ingest.image.decode;

import io.micrometer.core.instrument.MeterRegistry;
import io.qahan.schemas.metrics.Metric;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that many threads share, so that all of them together do not take more than there is. Who
 * finds too few waits in line; little ones go first where there is room. Thread safe.
 */
public final class ByteBudget {
  private static final int UNIT = 1024;

  /** Who asks for less than this part need not wait behind those who ask for much. */
  private static final int LITTLE = 64;

  private final int total;
  private final Semaphore free;
  private final AtomicLong waits = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  /**
   * All of it free.
   *
   * @param bytes how many there are, at least 1 KiB
   */
  public ByteBudget(long bytes) {
    if (bytes < UNIT) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a budget of [%d] bytes is of no use; give at least %d", bytes, UNIT));
    }
    total = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
    free = new Semaphore(total, true);
  }

  /**
   * Shows how much of it is used, and how often somebody waited for it, and in vain.
   *
   * @param name what the budget is for
   */
  public void bindTo(MeterRegistry registry, String name) {
    Metric.INGEST_BUDGET_USED.gauge(registry, () -> total() - free(), name);
    Metric.INGEST_BUDGET_SIZE.gauge(registry, this::total, name);
    Metric.INGEST_BUDGET_WAITS.counted(registry, waits, name);
    Metric.INGEST_BUDGET_REFUSALS.counted(registry, refusals, name);
  }

  /** How many bytes there are in all. */
  public long total() {
    return (long) total * UNIT;
  }

  /** How many bytes nobody has now. */
  public long free() {
    return (long) free.availablePermits() * UNIT;
  }

  /**
   * Takes bytes, waiting for them if need be.
   *
   * @param bytes at most {@link #total()}
   * @param patience how long to wait
   * @throws BusyException if there were too few all the time
   */
  public Share take(long bytes, Duration patience) {
    Share share = new Share();
    share.more(bytes, patience);
    return share;
  }

  /** What one caller has of the budget. Used by one thread at a time. */
  public final class Share implements AutoCloseable {
    private int units;

    private Share() {}

    /**
     * Takes more bytes for the same share.
     *
     * @throws BusyException if there were too few all the time; what the share has it keeps
     */
    public void more(long bytes, Duration patience) {
      if (bytes > total()) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "[%d] bytes are more than the budget's %d", bytes, total()));
      }
      int wanted = (int) ((bytes + UNIT - 1) / UNIT);
      boolean little = wanted <= total / LITTLE;
      if (!taken(wanted, little, patience)) {
        refusals.incrementAndGet();
        throw new BusyException(
            String.format(
                Locale.ROOT,
                "no %d KiB of %d came free within %d ms",
                wanted,
                total,
                patience.toMillis()));
      }
      units += wanted;
    }

    private boolean taken(int wanted, boolean little, Duration patience) {
      if (little ? free.tryAcquire(wanted) : acquired(free, wanted, Duration.ZERO)) {
        return true;
      }
      waits.incrementAndGet();
      return acquired(free, wanted, patience);
    }

    /** Gives all of it back. */
    @Override
    public void close() {
      free.release(units);
      units = 0;
    }
  }

  /**
   * Waits in line for permits. The patience is spent in two parts: a process that was suspended
   * finds the first one gone when it wakes, and must not give up for that.
   */
  static boolean acquired(Semaphore permits, int wanted, Duration patience) {
    try {
      for (int part = 0; part < 2; part++) {
        if (permits.tryAcquire(wanted, patience.toNanos() / 2, TimeUnit.NANOSECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
