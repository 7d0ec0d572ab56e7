package io.qahan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.qahan.schemas.clock.BrokerClock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RequestAgesTest {
  /** The broker's and ingest's epoch milliseconds; the worker's clock is none of them. */
  private static final long EPOCH = 1_800_000_000_000L;

  private final BrokerClock broker = new BrokerClock();
  private final RequestAges ages = new RequestAges(broker);

  @Test
  void shouldCountAsFreshBeforeTheBrokersClockIsKnown() {
    assertThat(appended(EPOCH - 3_600_000, 0)).isZero();
  }

  @Test
  void shouldMeasureByTheBrokersClockAlone() {
    broker.appended(nanos(100), nanos(104), EPOCH + 102);

    assertThat(appended(EPOCH + 500, 1_500))
        .isBetween(Duration.ofMillis(998), Duration.ofMillis(1_002));
  }

  @Test
  void shouldNeverBeLessThanNothing() {
    broker.appended(nanos(100), nanos(104), EPOCH + 102);

    assertThat(appended(EPOCH + 10_000, 200)).isZero();
  }

  @Test
  void shouldCountTheYoungestOfIngestsTimesAsFresh() {
    assertThat(created(EPOCH - 500, 1_000)).isZero(); // ingest's clock is anywhere
    assertThat(created(EPOCH + 300, 1_800)).isZero();
    assertThat(created(EPOCH + 300, 2_500)).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void shouldForgetTheYoungestWhenIngestsClockGoesBack() {
    created(EPOCH, 0);
    long later = Duration.ofSeconds(40).toMillis();
    created(EPOCH - 10_000 + later, later); // ten seconds back: seems old
    long evenLater = 2 * later;
    created(EPOCH - 10_000 + evenLater, evenLater);

    assertThat(created(EPOCH - 10_000 + evenLater, evenLater)).isZero();
  }

  private Duration appended(long timestamp, long nowMillis) {
    return ages.of(request(timestamp, TimestampType.LOG_APPEND_TIME), nanos(nowMillis));
  }

  private Duration created(long timestamp, long nowMillis) {
    return ages.of(request(timestamp, TimestampType.CREATE_TIME), nanos(nowMillis));
  }

  private static ConsumerRecord<byte[], byte[]> request(long timestamp, TimestampType type) {
    return new ConsumerRecord<>(
        "requests",
        0,
        0,
        timestamp,
        type,
        0,
        0,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
