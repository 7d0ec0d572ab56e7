package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.log.LogEntry;
import io.qahan.trainer.online.log.RefusedRecordException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a session's training comes from: the last committed state, or the first example of the log
 * where there is none. For one thread.
 */
final class TrainingStart {
  private static final Logger log = LoggerFactory.getLogger(TrainingStart.class);

  private final SessionParts parts;

  TrainingStart(SessionParts parts) {
    this.parts = parts;
  }

  /**
   * Goes on from a state; the caller's to close.
   *
   * @throws IllegalStateException if it is not sound, or of another number of classes than is set
   */
  OnlineTraining resumed(TrainingState state) {
    try {
      int classes = state.getShape().get(0);
      if (classes != parts.reader().classes()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "it has [%d] classes, the setting [classes] says %d",
                classes,
                parts.reader().classes()));
      }
      return OnlineTraining.resume(state, parts.learning(), parts.clock());
    } catch (HeadRefusedException | RuntimeException e) {
      throw new IllegalStateException(
          "The training state of model [%s] does not fit (%s); train under another model name, or"
                  .formatted(parts.topics().model(), e.getMessage())
              + " delete the state with a tombstone to start anew",
          e);
    }
  }

  /**
   * Starts with the features of the first example; the caller's to close.
   *
   * @param records the next of the log
   * @return empty if no example of this model is among them
   */
  Optional<OnlineTraining> anew(List<ConsumerRecord<byte[], byte[]>> records) {
    return firstShape(records).map(this::anew);
  }

  private Optional<HeadShape> firstShape(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        if (parts.reader().read(record) instanceof LogEntry.Example example) {
          return Optional.of(example.shape());
        }
      } catch (RefusedRecordException e) {
        log.debug("Refused when its turn comes", e);
      }
    }
    return Optional.empty();
  }

  /** Versions must go on growing where heads were published but no state is left. */
  private OnlineTraining anew(HeadShape shape) {
    Head start =
        parts
            .archive()
            .newest()
            .filter(head -> head.shape().equals(shape))
            .orElse(Head.untrained(shape));
    return OnlineTraining.start(start, parts.learning(), parts.clock());
  }
}
