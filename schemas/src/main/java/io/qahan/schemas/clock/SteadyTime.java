package io.qahan.schemas.clock;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;

/**
 * A time that only measures: the wall clock as it was when this object was made, going on with the
 * monotonic clock. It does not step when the wall clock does, so it may differ from it by any
 * amount: write it into no record. Thread safe.
 */
public final class SteadyTime implements Time, InstantSource {
  /** One for the whole process, so that what one part measures means the same to another. */
  public static final SteadyTime SYSTEM = new SteadyTime(InstantSource.system(), System::nanoTime);

  private final Instant start;
  private final long startNanos;
  private final LongSupplier nanoTime;

  SteadyTime(InstantSource wall, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    start = wall.instant();
    startNanos = nanoTime.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanoTime.getAsLong() - startNanos);
  }

  @Override
  public long milliseconds() {
    return instant().toEpochMilli();
  }

  @Override
  public long nanoseconds() {
    return nanoTime.getAsLong();
  }

  @Override
  public void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) { // as Kafka's own time does
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs)
      throws InterruptedException {
    synchronized (object) {
      while (!condition.get()) {
        long left = deadlineMs - milliseconds();
        if (left <= 0) {
          throw new TimeoutException("Condition not satisfied before deadline");
        }
        object.wait(left);
      }
    }
  }
}
