package io.qahan.ingest.stream;

import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.RecordSize;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Sends records to the sinks of a topology, which are named as their topics. One task's own. */
final class Outbox {
  private final ProcessorContext<byte[], byte[]> context;
  private final TopologyParts parts;

  /** A record that fits into its topic. */
  record Draft(String topic, Record<byte[], byte[]> record) {}

  Outbox(ProcessorContext<byte[], byte[]> context, TopologyParts parts) {
    this.context = context;
    this.parts = parts;
  }

  /**
   * Prepares a record. What is to be written must be known to fit before anything is: a record that
   * the broker refuses ends the transaction, and with it every other record of it, for ever again.
   *
   * @throws RejectedRecordException if it is larger than its topic or the producer allows
   */
  <T extends SpecificRecord> Draft draft(Topic<T> topic, String id, T value, Headers headers)
      throws RejectedRecordException {
    byte[] key = id.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = parts.codecs().of(topic).encode(value);
    String name = parts.names().of(topic);
    checkSize("a record of [" + topic.base() + "]", name, RecordSize.of(key, bytes, headers));
    return new Draft(name, new Record<>(key, bytes, parts.wall().millis(), headers));
  }

  /**
   * Checks what is to be kept.
   *
   * @param store whose changelog it goes to
   * @throws RejectedRecordException if it is larger than that or the producer allows
   */
  void checkStored(String store, long size) throws RejectedRecordException {
    String changelog = context.applicationId() + "-" + store + "-changelog";
    checkSize("its entry in the store [" + store + "]", changelog, size);
  }

  /** Checks what will have to be written to a topic later on. */
  void checkLater(Topic<?> topic, long size) throws RejectedRecordException {
    checkSize("a record of [" + topic.base() + "]", parts.names().of(topic), size);
  }

  void send(Draft draft) {
    context.forward(draft.record(), draft.topic());
  }

  private void checkSize(String what, String topic, long size) throws RejectedRecordException {
    Optional<String> excess = parts.limits().excess(what, topic, size);
    if (excess.isPresent()) {
      throw new RejectedRecordException("write", "too-large", excess.get());
    }
  }

  /** Sends the original bytes to the topic's dead letters, with the cause, and counts them. */
  void deadLetter(Topic<?> topic, Record<byte[], byte[]> record, RejectedRecordException cause) {
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    DeadLetter letter =
        new DeadLetter(
            cause.stage(),
            cause.slug(),
            cause.getMessage(),
            origin.topic(),
            origin.partition(),
            origin.offset());
    String letters = parts.names().deadLettersOf(topic);
    DeadLetter.Enclosed enclosed =
        letter.enclose(
            record.key(), record.value(), record.headers(), parts.limits().writable(letters));
    context.forward(
        new Record<>(enclosed.key(), enclosed.value(), parts.wall().millis(), enclosed.headers()),
        letters);
    parts.meters().deadLetter(topic, cause.slug());
  }
}
