package io.qahan.trainer.online.log;

import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.position.LostPositionException;
import io.qahan.schemas.position.Position;
import io.qahan.schemas.position.StartingPlace;
import io.qahan.schemas.settings.LostPosition;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the topics that a training reads against what its state says it has read: a log that lost
 * its end or was made anew must not be trained on again, and one whose beginning was removed unread
 * not be passed over, without a word.
 */
public final class LogAudit {
  private static final Logger log = LoggerFactory.getLogger(LogAudit.class);

  private final LogScan scan;
  private final ModelTopics topics;
  private final LostPosition decision;
  private final ObjLongConsumer<Topic<?>> lost;

  /**
   * @param decision what to do where only a person can tell where to go on
   * @param lost told how many records of a topic were removed unread
   */
  public LogAudit(
      LogScan scan, ModelTopics topics, LostPosition decision, ObjLongConsumer<Topic<?>> lost) {
    this.scan = scan;
    this.topics = topics;
    this.decision = decision;
    this.lost = lost;
  }

  /**
   * Where to go on in the training log.
   *
   * @param committed the offset of the trainers' group, if the broker has one
   * @throws LostPositionException if only a person can tell
   */
  public long nextOffset(Optional<TrainingState> saved, OptionalLong committed) {
    OptionalLong next =
        saved.isPresent() ? OptionalLong.of(saved.get().getNextOffset()) : committed;
    return place(Topics.TRAINING_EXAMPLES, next, saved.flatMap(this::strangeMark));
  }

  /** The same for the controls. */
  public long controlOffset(Optional<TrainingState> saved) {
    return place(
        Topics.CONTROL,
        saved.isPresent() ? OptionalLong.of(saved.get().getControlOffset()) : OptionalLong.empty(),
        Optional.empty());
  }

  private long place(Topic<?> topic, OptionalLong next, Optional<String> strange) {
    TopicPartition partition = topics.partitionOf(topic);
    LogScan.Bounds bounds = scan.bounds(partition);
    if (next.isEmpty()) {
      return bounds.beginning();
    }
    StartingPlace.Facts facts =
        new StartingPlace.Facts(
            OptionalLong.empty(),
            Optional.of(new Position(Uuid.ZERO_UUID, next.getAsLong())),
            Uuid.ZERO_UUID,
            bounds.beginning(),
            bounds.end(),
            true,
            true);
    StartingPlace found =
        strange
            .map(fault -> new StartingPlace(OptionalLong.empty(), 0, "", fault))
            .orElseGet(() -> StartingPlace.of(facts));
    StartingPlace place = found.decided(decision, facts);
    if (!place.fault().isEmpty()) {
      throw new LostPositionException("model " + topics.model(), partition, place.fault());
    }
    if (!found.fault().isEmpty()) {
      log.warn("Model [{}] goes on in [{}]: {}", topics.model(), partition, place.why());
    }
    if (place.lost() > 0) {
      log.warn(
          "[{}] records of [{}] (transaction markers among them) were removed before model [{}]"
              + " read them. Start the trainer in time, or keep the topic for longer"
              + " (retention.ms).",
          place.lost(),
          partition,
          topics.model());
      lost.accept(topic, place.lost());
    }
    return place.next().orElse(next.getAsLong());
  }

  /** Says what is wrong if the log has another record where the state has left its mark. */
  private Optional<String> strangeMark(TrainingState state) {
    TopicPartition partition = topics.partitionOf(Topics.TRAINING_EXAMPLES);
    LogScan.Bounds bounds = scan.bounds(partition);
    if (state.getMarkOffset() == null
        || state.getMarkSha256() == null
        || state.getMarkOffset() < bounds.beginning()
        || state.getNextOffset() > bounds.end()) {
      return Optional.empty(); // not known, removed, or told by the offsets
    }
    boolean same =
        scan.at(partition, state.getMarkOffset())
            .filter(record -> sha256(record).equals(state.getMarkSha256()))
            .isPresent();
    return same
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the record at offset [%d] is not the one that was trained on there: the topic was made anew",
                state.getMarkOffset()));
  }

  /** The mark of a record, by which a log is known again: SHA-256 of its value, hexadecimal. */
  public static String sha256(ConsumerRecord<byte[], byte[]> record) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(record.value() == null ? new byte[0] : record.value()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
