package io.qahan.trainer.online.log;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The published heads of one model, as far back as the topic keeps them. Each question reads the
 * whole topic: it is asked when an operator pins or rolls back, not while records flow.
 */
public final class HeadArchive {
  private final LogScan scan;
  private final ModelTopics topics;

  public HeadArchive(LogScan scan, ModelTopics topics) {
    this.scan = scan;
    this.topics = topics;
  }

  /** The head of a version, if it is kept and sound. */
  public Optional<Head> find(long version) {
    return last(head -> head.version() == version);
  }

  /** The newest sound head. */
  public Optional<Head> newest() {
    return last(head -> true);
  }

  /** The newest sound head of a version of the model. */
  public Optional<Head> newestOf(String modelVersion) {
    return last(head -> head.shape().modelVersion().equals(modelVersion));
  }

  private Optional<Head> last(Predicate<Head> wanted) {
    Head[] found = new Head[1];
    scan.all(
        topics.partitionOf(Topics.FC_HEADS),
        topics.key(),
        record -> sound(record).filter(wanted).ifPresent(head -> found[0] = head));
    return Optional.ofNullable(found[0]);
  }

  private Optional<Head> sound(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(Head.of(topics.codecOf(Topics.FC_HEADS).decode(record.value())));
    } catch (UndecodableRecordException | HeadRefusedException e) {
      return Optional.empty(); // ingest dead-letters it
    }
  }
}
