package io.qahan.worker;

import io.qahan.schemas.clock.BrokerClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * How long requests have lain in Kafka. This host's wall clock has no part in it, nor has ingest's
 * where the broker writes the times of the requests: their age is what the broker's clock shows now
 * less what it showed then. As long as the broker's clock is not known, a request counts as fresh.
 *
 * <p>Where ingest writes the times (topics of before {@code message.timestamp.type} was set), its
 * clock is not to be had: the request that seems youngest of the last half minute or so counts as
 * fresh, and the others as older by the difference. Thread safe.
 */
final class RequestAges {
  private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();

  /** The least differences of this window and of the one before it. */
  private static final class Youngest {
    private long since;
    private long now = Long.MAX_VALUE;
    private long before = Long.MAX_VALUE;

    Youngest(long nanos) {
      since = nanos;
    }

    long with(long difference, long nanos) {
      if (nanos - since > WINDOW_NANOS) {
        before = now;
        now = Long.MAX_VALUE;
        since = nanos;
      }
      now = Math.min(now, difference);
      return Math.min(now, before);
    }
  }

  private final BrokerClock broker;
  private final Map<Integer, Youngest> youngest = new HashMap<>();

  RequestAges(BrokerClock broker) {
    this.broker = broker;
  }

  /**
   * How long a request has waited, never less than nothing.
   *
   * @param nanos the time of {@link System#nanoTime}
   */
  Duration of(ConsumerRecord<?, ?> request, long nanos) {
    if (request.timestampType() == TimestampType.LOG_APPEND_TIME) {
      OptionalLong now = broker.millisAt(nanos);
      long waited = now.isEmpty() ? 0 : now.getAsLong() - request.timestamp();
      return Duration.ofMillis(Math.max(0, waited));
    }
    return Duration.ofMillis(
        Math.max(0, beyondYoungest(request.partition(), request.timestamp(), nanos)));
  }

  private synchronized long beyondYoungest(int partition, long timestamp, long nanos) {
    long difference = TimeUnit.NANOSECONDS.toMillis(nanos) - timestamp;
    return difference
        - youngest.computeIfAbsent(partition, p -> new Youngest(nanos)).with(difference, nanos);
  }
}
