package io.qahan.trainer.online.log;

import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.trainer.online.learning.LabelledExample;

/** What a record of the training log means for one model. */
public sealed interface LogEntry {
  /**
   * An example to train on.
   *
   * @param shape the head that can learn from it
   */
  record Example(LabelledExample example, HeadShape shape) implements LogEntry {}

  /** Train on what has gathered. */
  record Flush() implements LogEntry {}

  /** To be dead-lettered. */
  record Unusable(RejectedRecordException cause) implements LogEntry {}

  /** Another model's. */
  record Foreign() implements LogEntry {}
}
