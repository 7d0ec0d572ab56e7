package io.qahan.trainer.join;

import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.position.PositionedProcessor;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.log.StateCheck;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Sends training states that cannot be read to the dead letters. The training itself only passes
 * over them, when it starts.
 */
final class StateAudit extends PositionedProcessor {
  private static final String STAGE = "audit";

  private final JoinParts parts;

  StateAudit(JoinParts parts) {
    super(JoinTopology.AUDIT, parts.places(), parts::outputOf);
    this.parts = parts;
  }

  @Override
  protected Set<String> topics(String application) {
    return Set.of(parts.names().of(Topics.TRAINING_STATE));
  }

  @Override
  protected void accept(Record<byte[], byte[]> record, RecordMetadata place)
      throws RejectedRecordException {
    if (record.value() == null) {
      return; // a tombstone
    }
    idOf(record);
    TrainingState state = parts.codecs().of(Topics.TRAINING_STATE).decodeAt(STAGE, record.value());
    Optional<String> fault = StateCheck.faultOf(state);
    if (fault.isPresent()) {
      throw new RejectedRecordException(STAGE, "unsound", fault.get());
    }
  }

  @Override
  protected void reject(
      Record<byte[], byte[]> record, RecordMetadata place, RejectedRecordException cause) {
    output().deadLetter(Topics.TRAINING_STATE, record, cause);
  }
}
