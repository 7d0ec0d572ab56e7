package io.qahan.trainer.online.log;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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

  /**
   * The sound heads of a version that are kept, without repetitions. A trainer writes each version
   * once: of several, others are not a trainer's, and nothing here tells which.
   */
  public List<Head> find(long version) {
    List<Head> found = new ArrayList<>();
    all(
        head -> {
          if (head.version() == version && found.stream().noneMatch(head::isSameAs)) {
            found.add(head);
          }
        });
    return found;
  }

  /** The newest sound head. */
  public Optional<Head> newest() {
    return last(head -> true);
  }

  /**
   * The newest sound head of a version of the model.
   *
   * @param most the live head's version: what is newer is not a trainer's
   */
  public Optional<Head> newestOf(String modelVersion, long most) {
    return last(head -> head.version() <= most && head.shape().modelVersion().equals(modelVersion));
  }

  private Optional<Head> last(Predicate<Head> wanted) {
    Head[] found = new Head[1];
    all(head -> found[0] = wanted.test(head) ? head : found[0]);
    return Optional.ofNullable(found[0]);
  }

  private void all(Consumer<Head> visitor) {
    scan.all(
        topics.partitionOf(Topics.FC_HEADS),
        topics.key(),
        record -> sound(record).ifPresent(visitor));
  }

  private Optional<Head> sound(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(Head.of(topics.codecOf(Topics.FC_HEADS).decode(record.value())));
    } catch (UndecodableRecordException | HeadRefusedException e) {
      return Optional.empty(); // ingest dead-letters it
    }
  }
}
