package io.qahan.schemas.topic;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The one place where a service makes its dead letters: the original bytes, as far as they fit,
 * with the cause in their headers. Immutable.
 *
 * @param names full topic names
 * @param limits how large the letters may be
 */
public record DeadLetters(TopicNames names, TopicLimits limits) {
  /**
   * The letter of a record as it was read.
   *
   * @param topic of the record
   * @param stage the part of the pipeline that gave up
   * @param cause a short slug that metrics count by
   * @param message what is wrong and what to try
   */
  public ProducerRecord<byte[], byte[]> of(
      Topic<?> topic,
      ConsumerRecord<byte[], byte[]> record,
      String stage,
      String cause,
      String message) {
    return of(
        topic,
        new DeadLetter(stage, cause, message, record.topic(), record.partition(), record.offset()),
        record.key(),
        record.value(),
        record.headers());
  }

  /**
   * The letter of a record that its reader took apart.
   *
   * @param topic of the record
   * @param letter the cause, and where the record lay
   * @param key may be null
   * @param value may be null
   */
  public ProducerRecord<byte[], byte[]> of(
      Topic<?> topic, DeadLetter letter, byte[] key, byte[] value, Headers headers) {
    String letters = names.deadLettersOf(topic);
    DeadLetter.Enclosed enclosed = letter.enclose(key, value, headers, limits.writable(letters));
    return new ProducerRecord<>(
        letters, null, enclosed.key(), enclosed.value(), enclosed.headers());
  }
}
