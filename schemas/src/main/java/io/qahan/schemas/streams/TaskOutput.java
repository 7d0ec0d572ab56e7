package io.qahan.schemas.streams;

import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.DeadLetters;
import io.qahan.schemas.topic.RecordSize;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * What a task of a topology writes: records that are known to fit, and dead letters.
 *
 * <p>What is to be written must be known to fit before anything is: a record that the broker
 * refuses for its size ends the transaction, and with it every other record of it, for ever again.
 *
 * <p>Records go to the child that is named as their topic, unless another is said. One task's own,
 * so not thread safe.
 */
public final class TaskOutput {
  private final ProcessorContext<byte[], byte[]> context;
  private final TopicNames names;
  private final TopicLimits limits;
  private final Codecs codecs;
  private final InstantSource wall;
  private final String stage;
  private final BiConsumer<Topic<?>, String> counter;

  /** A record that fits into its topic, whose full name it has. */
  public record Draft(String topic, Record<byte[], byte[]> record) {}

  /**
   * Takes the context of a processor in its {@code init}.
   *
   * @param limits how large the records may be
   * @param wall the time that records are given; where the broker writes the times it is replaced
   * @param stage the part of the pipeline that refuses what would be too large
   * @param counter counts dead letters by the topic of their record and their cause
   */
  public TaskOutput(
      ProcessorContext<byte[], byte[]> context,
      TopicNames names,
      TopicLimits limits,
      Codecs codecs,
      InstantSource wall,
      String stage,
      BiConsumer<Topic<?>, String> counter) {
    this.context = context;
    this.names = names;
    this.limits = limits;
    this.codecs = codecs;
    this.wall = wall;
    this.stage = stage;
    this.counter = counter;
  }

  /**
   * Prepares a record.
   *
   * @throws RejectedRecordException if it is larger than its topic or the producer allows
   */
  public <T extends SpecificRecord> Draft draft(
      Topic<T> topic, byte[] key, T value, Headers headers) throws RejectedRecordException {
    byte[] bytes = codecs.of(topic).encode(value);
    checkLater(topic, RecordSize.of(key, bytes, headers));
    return new Draft(names.of(topic), new Record<>(key, bytes, wall.millis(), headers));
  }

  /**
   * Checks what is to be kept.
   *
   * @param store whose changelog it goes to
   * @throws RejectedRecordException if it is larger than that or the producer allows
   */
  public void checkStored(String store, long size) throws RejectedRecordException {
    check(
        "its entry in the store [" + store + "]",
        context.applicationId() + "-" + store + "-changelog",
        size);
  }

  /**
   * Checks what will have to be written to a topic later on.
   *
   * @throws RejectedRecordException if it is larger than that or the producer allows
   */
  public void checkLater(Topic<?> topic, long size) throws RejectedRecordException {
    check("a record of [" + topic.base() + "]", names.of(topic), size);
  }

  /**
   * Checks what goes to a topic of any name.
   *
   * @param what names the record, for example {@code the mask request}
   * @throws RejectedRecordException if it is larger than that or the producer allows
   */
  public void check(String what, String topic, long size) throws RejectedRecordException {
    Optional<String> excess = limits.excess(what, topic, size);
    if (excess.isPresent()) {
      throw new RejectedRecordException(stage, "too-large", excess.get());
    }
  }

  /** Sends what was prepared. */
  public void send(Draft draft) {
    context.forward(draft.record(), draft.topic());
  }

  /** Sends the original bytes of the current record to the topic's dead letters, and counts it. */
  public void deadLetter(
      Topic<?> topic, Record<byte[], byte[]> record, RejectedRecordException cause) {
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    DeadLetter letter =
        new DeadLetter(
            cause.stage(),
            cause.slug(),
            cause.getMessage(),
            origin.topic(),
            origin.partition(),
            origin.offset());
    deadLetter(topic, letter, record, names.deadLettersOf(topic));
  }

  /**
   * The same of a record that came on the way of another, or long ago.
   *
   * @param letter the cause, and where the record lay
   * @param child takes the letter
   */
  public void deadLetter(
      Topic<?> topic, DeadLetter letter, Record<byte[], byte[]> record, String child) {
    ProducerRecord<byte[], byte[]> enclosed =
        new DeadLetters(names, limits)
            .of(topic, letter, record.key(), record.value(), record.headers());
    context.forward(
        new Record<>(enclosed.key(), enclosed.value(), wall.millis(), enclosed.headers()), child);
    counter.accept(topic, letter.cause());
  }
}
