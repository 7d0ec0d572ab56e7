package io.qahan.ingest.stream;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Gives mask results a head start in time over all images. A stream task takes the earliest of the
 * records that it holds: with their own times, results would wait behind a backlog of older images,
 * every deadline would pass, and the workers' answers would be thrown away.
 */
public final class ResultsFirst implements TimestampExtractor {
  /** More than images are kept in their topic. */
  private static final long HEAD_START = Duration.ofDays(30).toMillis();

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp() - HEAD_START);
  }

  /** The time that the record had before. */
  static long originalTime(long extracted) {
    return extracted + HEAD_START;
  }
}
