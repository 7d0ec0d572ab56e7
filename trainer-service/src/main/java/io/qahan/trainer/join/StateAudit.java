package io.qahan.trainer.join;

import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.Topics;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Sends training states that cannot be read to the dead letters. The training itself only passes
 * over them, when it starts.
 */
final class StateAudit implements Processor<byte[], byte[], byte[], byte[]> {
  private final JoinParts parts;
  private ProcessorContext<byte[], byte[]> context;

  StateAudit(JoinParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (record.value() == null) {
      return; // a tombstone
    }
    try {
      parts.codecs().of(Topics.TRAINING_STATE).decode(record.value());
    } catch (UndecodableRecordException e) {
      RecordMetadata origin = context.recordMetadata().orElseThrow();
      DeadLetter letter =
          new DeadLetter(
              "audit",
              "undecodable",
              e.getMessage(),
              origin.topic(),
              origin.partition(),
              origin.offset());
      context.forward(record.withHeaders(letter.addTo(record.headers())));
      parts.meters().deadLetter(Topics.TRAINING_STATE, letter.cause());
    }
  }
}
