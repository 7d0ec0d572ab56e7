package io.qahan.deploy.cluster;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * A clock for a broker that shares its JVM with its controller: what it measures stands still while
 * the process is suspended (SIGSTOP, a frozen virtual machine, a machine that is starved).
 *
 * <p>By an ordinary clock the controller wakes up, finds that its broker has not been heard of for
 * as long as the process slept, and takes the leadership of every partition from it. Markers of
 * transactions that end in that moment are dropped, because Kafka takes a partition without a
 * leader for a deleted one, and its readers wait for the end of the transaction for ever. Broker
 * and controller sleep and wake together, so no broker was ever away.
 *
 * <p>The time of day is the system's. Thread safe.
 */
final class WakingTime implements Time {
  /** Some thread of a broker looks at the clock several times a second, whatever happens. */
  private static final long AWAKE_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private long last;
  private long asleep;

  WakingTime() {
    this(System::nanoTime);
  }

  WakingTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  @Override
  public synchronized long nanoseconds() {
    long now = nanoTime.getAsLong();
    long since = now - last;
    if (since > AWAKE_NANOS) {
      asleep += since - AWAKE_NANOS;
    }
    last = now;
    return now - asleep;
  }

  @Override
  public long milliseconds() {
    return Time.SYSTEM.milliseconds();
  }

  @Override
  public void sleep(long millis) {
    Time.SYSTEM.sleep(millis);
  }

  @Override
  public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMillis)
      throws InterruptedException {
    Time.SYSTEM.waitObject(object, condition, deadlineMillis);
  }
}
