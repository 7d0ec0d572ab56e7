package io.qahan.trainer.online;

import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the training of one model stood when it last committed. */
final class StateArchive {
  private static final Logger log = LoggerFactory.getLogger(StateArchive.class);

  private final TopicScan scan;
  private final ModelTopics topics;

  StateArchive(TopicScan scan, ModelTopics topics) {
    this.scan = scan;
    this.topics = topics;
  }

  /** The last readable state. */
  Optional<TrainingState> newest() {
    byte[][] last = new byte[1][];
    scan.each(
        topics.partitionOf(Topics.TRAINING_STATE),
        topics.key(),
        record -> {
          if (record.value() == null || readable(record)) {
            last[0] = record.value(); // a tombstone: someone wants the training to start anew
          }
        });
    return Optional.ofNullable(last[0]).map(this::decode);
  }

  private boolean readable(ConsumerRecord<byte[], byte[]> record) {
    try {
      topics.codecOf(Topics.TRAINING_STATE).decode(record.value());
      return true;
    } catch (UndecodableRecordException e) { // the audit dead-letters it
      log.warn("Passing over the training state at offset {}: {}", record.offset(), e.getMessage());
      return false;
    }
  }

  private TrainingState decode(byte[] bytes) {
    try {
      return topics.codecOf(Topics.TRAINING_STATE).decode(bytes);
    } catch (UndecodableRecordException e) {
      throw new IllegalStateException("decoded a moment ago", e);
    }
  }
}
