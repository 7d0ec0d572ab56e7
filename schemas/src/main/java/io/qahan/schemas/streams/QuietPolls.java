package io.qahan.schemas.streams;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Lets stream threads sleep while nothing happens. Kafka Streams polls for {@code poll.ms} at most,
 * so that commits and deadlines are looked after in time, and does so when there are none: two
 * hundred times a second at 5 ms. A thread that has had no record for a while, and says of no other
 * work, waits longer here. Records end the wait at once, so none is later for it.
 *
 * <p>Thread safe: each thread has a quiet of its own.
 */
public final class QuietPolls {
  /** Longer than whatever has to be done soon after the last record: results, commits. */
  private static final Duration QUIET_AFTER = Duration.ofMillis(500);

  /** How late a task may see that it was given to this thread, or that it shall stop. */
  private static final Duration WAIT = Duration.ofMillis(200);

  private final LongSupplier nanoTime;
  private final ThreadLocal<Long> busyAt;

  /**
   * With all threads busy, which they are at their start.
   *
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   */
  public QuietPolls(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.busyAt = ThreadLocal.withInitial(nanoTime::getAsLong);
  }

  /** The calling thread has something to look after, records or not. */
  public void busy() {
    busyAt.set(nanoTime.getAsLong());
  }

  /** Wraps the main consumer of a stream thread. */
  public Consumer<byte[], byte[]> over(Consumer<byte[], byte[]> consumer) {
    return PolledConsumer.over(consumer, timeout -> poll(consumer, timeout));
  }

  private ConsumerRecords<byte[], byte[]> poll(
      Consumer<byte[], byte[]> consumer, Duration timeout) {
    boolean isQuiet = nanoTime.getAsLong() - busyAt.get() > QUIET_AFTER.toNanos();
    // Kafka Streams does not want to wait at all while tasks are to be restored.
    boolean isShort = !timeout.isZero() && timeout.compareTo(WAIT) < 0;
    ConsumerRecords<byte[], byte[]> records = consumer.poll(isQuiet && isShort ? WAIT : timeout);
    if (!records.isEmpty()) {
      busy();
    }
    return records;
  }
}
