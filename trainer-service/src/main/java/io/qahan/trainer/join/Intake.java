package io.qahan.trainer.join;

import io.qahan.schemas.position.PositionedProcessor;
import io.qahan.schemas.topic.RecordSize;
import io.qahan.schemas.topic.RejectedRecordException;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Looks at the records of one side before they are brought to the partition of their image: what
 * can never be joined becomes a dead letter here, where it lies, and the rest is told where it came
 * from.
 */
final class Intake extends PositionedProcessor {
  private final JoinParts parts;
  private final Side side;
  private final RecordChecks checks;
  private final String sound;
  private final String letters;

  /**
   * @param sound the child that takes what can be joined
   * @param letters the child that takes dead letters
   */
  Intake(JoinParts parts, Side side, String sound, String letters) {
    super(JoinTopology.intake(side), parts.places(), parts::outputOf);
    this.parts = parts;
    this.side = side;
    this.checks = new RecordChecks(parts);
    this.sound = sound;
    this.letters = letters;
  }

  @Override
  protected Set<String> topics(String application) {
    return Set.of(parts.names().of(side.topic()));
  }

  @Override
  protected void accept(Record<byte[], byte[]> record, RecordMetadata place)
      throws RejectedRecordException {
    idOf(record);
    checks.value(side, record.value());
    Headers headers = Origin.of(place).addTo(record.headers());
    output()
        .check(
            "the record for the join",
            JoinTopology.byImage(context().applicationId(), side),
            RecordSize.of(record.key(), record.value(), headers));
    context().forward(record.withHeaders(headers), sound);
  }

  @Override
  protected void reject(
      Record<byte[], byte[]> record, RecordMetadata place, RejectedRecordException cause) {
    output()
        .deadLetter(
            side.topic(),
            Origin.of(place)
                .letter(cause.slug(), cause.getMessage(), parts.names().of(side.topic())),
            record,
            letters);
  }
}
