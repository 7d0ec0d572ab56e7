package io.qahan.trainer.join;

import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.log.StateCheck;
import java.util.Set;
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
  private PositionStore positions;

  StateAudit(JoinParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    positions =
        new PositionStore(
            context,
            JoinTopology.AUDIT,
            parts.places(),
            Set.of(parts.names().of(Topics.TRAINING_STATE)));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    positions.read(context.recordMetadata().orElseThrow());
    if (record.value() == null) {
      return; // a tombstone
    }
    try {
      RejectedRecordException.ifOversize(record.headers());
      TrainingState state = parts.codecs().of(Topics.TRAINING_STATE).decode(record.value());
      StateCheck.faultOf(state).ifPresent(fault -> deadLetter(record, "unsound", fault));
    } catch (RejectedRecordException e) {
      deadLetter(record, e.slug(), e.getMessage());
    } catch (UndecodableRecordException e) {
      deadLetter(record, "undecodable", e.getMessage());
    }
  }

  private void deadLetter(Record<byte[], byte[]> record, String cause, String message) {
    RecordMetadata origin = context.recordMetadata().orElseThrow();
    DeadLetter letter =
        new DeadLetter(
            "audit", cause, message, origin.topic(), origin.partition(), origin.offset());
    String letters = parts.names().deadLettersOf(Topics.TRAINING_STATE);
    DeadLetter.Enclosed enclosed =
        letter.enclose(
            record.key(), record.value(), record.headers(), parts.limits().writable(letters));
    context.forward(
        new Record<>(enclosed.key(), enclosed.value(), record.timestamp(), enclosed.headers()));
    parts.meters().deadLetter(Topics.TRAINING_STATE, letter.cause());
  }
}
