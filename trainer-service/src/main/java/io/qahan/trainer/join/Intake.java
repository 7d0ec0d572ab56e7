package io.qahan.trainer.join;

import io.qahan.schemas.position.PositionStore;
import io.qahan.schemas.streams.TaskOutput;
import io.qahan.schemas.topic.ImageId;
import io.qahan.schemas.topic.RecordSize;
import io.qahan.schemas.topic.RejectedRecordException;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Looks at the records of one side before they are brought to the partition of their image: what
 * can never be joined becomes a dead letter here, where it lies, and the rest is told where it came
 * from.
 */
final class Intake implements Processor<byte[], byte[], byte[], byte[]> {
  private final JoinParts parts;
  private final Side side;
  private final RecordChecks checks;
  private final String sound;
  private final String letters;
  private ProcessorContext<byte[], byte[]> context;
  private PositionStore positions;
  private TaskOutput output;

  /**
   * @param sound the child that takes what can be joined
   * @param letters the child that takes dead letters
   */
  Intake(JoinParts parts, Side side, String sound, String letters) {
    this.parts = parts;
    this.side = side;
    this.checks = new RecordChecks(parts);
    this.sound = sound;
    this.letters = letters;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    output = parts.outputOf(context);
    positions =
        new PositionStore(
            context,
            JoinTopology.intake(side),
            parts.places(),
            Set.of(parts.names().of(side.topic())));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata = context.recordMetadata().orElseThrow();
    positions.read(metadata);
    Origin origin = Origin.of(metadata);
    try {
      RejectedRecordException.ifOversize(record.headers());
      ImageId.of(record.key());
      checks.value(side, record.value());
      Headers headers = origin.addTo(record.headers());
      output.check(
          "the record for the join",
          JoinTopology.byImage(context.applicationId(), side),
          RecordSize.of(record.key(), record.value(), headers));
      context.forward(record.withHeaders(headers), sound);
    } catch (RejectedRecordException e) {
      output.deadLetter(
          side.topic(),
          origin.letter(e.slug(), e.getMessage(), parts.names().of(side.topic())),
          record,
          letters);
    }
  }
}
