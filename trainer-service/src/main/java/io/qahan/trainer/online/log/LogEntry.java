package io.qahan.trainer.online.log;

import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.trainer.online.learning.LabelledExample;

/** What a record of the training log means for one model. */
public sealed interface LogEntry {
  /**
   * An example to train on.
   *
   * @param shape the head that can learn from it; of a released model, which knows its classes
   *     itself, with as many classes as {@code label} takes
   * @param release the number of the model's release; 0 if it was not released through Kafka
   */
  record Example(LabelledExample example, HeadShape shape, long release) implements LogEntry {}

  /** Train on what has gathered. */
  record Flush() implements LogEntry {}

  /** To be dead-lettered. */
  record Unusable(RejectedRecordException cause) implements LogEntry {}

  /** Another model's. */
  record Foreign() implements LogEntry {}
}
