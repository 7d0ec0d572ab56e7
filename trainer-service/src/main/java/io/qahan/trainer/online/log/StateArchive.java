package io.qahan.trainer.online.log;

import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the training of one model stood when it last committed. */
public final class StateArchive {
  private static final Logger log = LoggerFactory.getLogger(StateArchive.class);

  /** The topic may hold hundreds of megabytes that wait to be compacted. */
  private static final long TAIL = 32;

  private final LogScan scan;
  private final ModelTopics topics;

  public StateArchive(LogScan scan, ModelTopics topics) {
    this.scan = scan;
    this.topics = topics;
  }

  /** The last readable state; none if it was deleted since. */
  public Optional<TrainingState> newest() {
    Last last = new Last();
    scan.newest(TAIL, topics.partitionOf(Topics.TRAINING_STATE), topics.key(), last);
    if (!last.found) { // other models have written since, or the last one is unreadable
      scan.all(topics.partitionOf(Topics.TRAINING_STATE), topics.key(), last);
    }
    return Optional.ofNullable(last.value).map(this::decode);
  }

  private final class Last implements Consumer<ConsumerRecord<byte[], byte[]>> {
    private boolean found;
    private byte[] value;

    @Override
    public void accept(ConsumerRecord<byte[], byte[]> record) {
      if (record.value() == null || readable(record)) {
        found = true;
        value = record.value(); // a tombstone: someone wants the training to start anew
      }
    }
  }

  private boolean readable(ConsumerRecord<byte[], byte[]> record) {
    try {
      Optional<String> fault =
          StateCheck.faultOf(topics.codecOf(Topics.TRAINING_STATE).decode(record.value()));
      fault.ifPresent(what -> passedOver(record, what));
      return fault.isEmpty();
    } catch (UndecodableRecordException e) { // the audit dead-letters it
      passedOver(record, e.getMessage());
      return false;
    }
  }

  private static void passedOver(ConsumerRecord<byte[], byte[]> record, String what) {
    log.warn("Passing over the training state at offset {}: {}", record.offset(), what);
  }

  private TrainingState decode(byte[] bytes) {
    try {
      return topics.codecOf(Topics.TRAINING_STATE).decode(bytes);
    } catch (UndecodableRecordException e) {
      throw new IllegalStateException("decoded a moment ago", e);
    }
  }
}
