package io.qahan.trainer.online.log;

import io.qahan.schemas.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record on its way to the dead letters.
 *
 * @param topic where it came from
 * @param record as it came
 * @param slug the cause, as metrics count it
 * @param message the cause, for people
 */
public record Refused(
    Topic<?> topic, ConsumerRecord<byte[], byte[]> record, String slug, String message) {
  public static Refused of(
      Topic<?> topic, ConsumerRecord<byte[], byte[]> record, RefusedRecordException cause) {
    return new Refused(topic, record, cause.slug(), cause.getMessage());
  }
}
