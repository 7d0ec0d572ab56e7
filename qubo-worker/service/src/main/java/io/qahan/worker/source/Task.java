package io.qahan.worker.source;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One mask request as it came from Kafka, not yet looked at.
 *
 * @param record key, value and where they came from
 * @param lastDelivery whether the source will not deliver it again, whatever becomes of it: a
 *     request that came this far without an answer must be dead-lettered now, or it is lost
 *     silently
 */
public record Task(ConsumerRecord<byte[], byte[]> record, boolean lastDelivery) {
  @Override
  public String toString() {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
