package io.qahan.trainer.join;

import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.streams.TaskOutput;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.log.StateCheck;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends training states that cannot be read to the dead letters. The training itself only passes
 * over them, when it starts.
 */
final class StateAudit implements Processor<byte[], byte[], byte[], byte[]> {
  private static final String STAGE = "audit";

  private final JoinParts parts;
  private ProcessorContext<byte[], byte[]> context;
  private PositionStore positions;
  private TaskOutput output;

  StateAudit(JoinParts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    output = parts.outputOf(context);
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
      TrainingState state =
          parts.codecs().of(Topics.TRAINING_STATE).decodeAt(STAGE, record.value());
      Optional<String> fault = StateCheck.faultOf(state);
      if (fault.isPresent()) {
        throw new RejectedRecordException(STAGE, "unsound", fault.get());
      }
    } catch (RejectedRecordException e) {
      output.deadLetter(Topics.TRAINING_STATE, record, e);
    }
  }
}
