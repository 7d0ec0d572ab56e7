package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.log.HeadArchive;
import io.qahan.trainer.online.log.ModelTopics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what an operator asks of a training. */
final class Operator {
  private static final Logger log = LoggerFactory.getLogger(Operator.class);

  private final ModelTopics topics;
  private final HeadArchive archive;
  private final Optional<Head> first;

  /**
   * @param first version 0 as the model file has it; empty for one of zeros
   */
  Operator(ModelTopics topics, HeadArchive archive, Optional<Head> first) {
    this.topics = topics;
    this.archive = archive;
    this.first = first;
  }

  /**
   * What a control record asks of this model; empty if it is another model's, or a tombstone.
   *
   * @throws RejectedRecordException with the cause {@code too-large} or {@code undecodable},
   *     whoever it was for
   */
  Optional<Control> read(ConsumerRecord<byte[], byte[]> record) throws RejectedRecordException {
    if (record.value() == null) {
      return Optional.empty();
    }
    RejectedRecordException.ifOversize(record.headers());
    Control control = topics.codecOf(Topics.CONTROL).decodeAt(ModelTopics.STAGE, record.value());
    if (!Arrays.equals(topics.key(), record.key())) {
      return Optional.empty();
    }
    log.info(
        "Control at offset {}: {} {} (by [{}]: {})",
        record.offset(),
        control.getAction(),
        control.getVersion() == null ? "" : control.getVersion(),
        control.getIssuedBy(),
        control.getReason());
    return Optional.of(control);
  }

  /**
   * Obeys a control.
   *
   * @return the head to publish, if the action calls for one
   * @throws RejectedRecordException with the cause {@code no-version}, {@code unknown-version},
   *     {@code ambiguous-version} or {@code wrong-shape}; the training is as it was
   */
  Optional<Head> obey(Control control, OnlineTraining training) throws RejectedRecordException {
    try {
      return carryOut(control, training);
    } catch (HeadRefusedException e) {
      throw new RejectedRecordException(ModelTopics.STAGE, "wrong-shape", e.getMessage(), e);
    }
  }

  private Optional<Head> carryOut(Control control, OnlineTraining training)
      throws RejectedRecordException, HeadRefusedException {
    return switch (control.getAction()) {
      case PIN -> training.pin(head(pinned(control), training));
      case ROLL_BACK -> Optional.of(training.rollBack(head(target(control, training), training)));
      case FREEZE -> {
        training.freeze();
        yield Optional.empty();
      }
      case RESUME -> {
        training.resume();
        yield Optional.empty();
      }
    };
  }

  private static long pinned(Control control) throws RejectedRecordException {
    if (control.getVersion() == null) {
      throw new RejectedRecordException(
          ModelTopics.STAGE, "no-version", "PIN without a version to pin.");
    }
    return control.getVersion();
  }

  private long target(Control control, OnlineTraining training) throws RejectedRecordException {
    Long version = control.getVersion();
    return version == null ? before(training.live(), training) : version;
  }

  /** The parent of a head; of one that repeats an older head, the parent of that one. */
  private long before(Head live, OnlineTraining training) throws RejectedRecordException {
    Head origin = live;
    OptionalLong restored = origin.lineage().restoredFrom();
    while (restored.isPresent()) {
      origin = head(restored.getAsLong(), training);
      restored = origin.lineage().restoredFrom();
    }
    return origin.lineage().parent();
  }

  private Head head(long version, OnlineTraining training) throws RejectedRecordException {
    if (version == 0 && training.release() == 0) {
      return first // known to everyone, so nobody published it
          .filter(head -> head.shape().equals(training.shape()))
          .orElseGet(() -> Head.untrained(training.shape()));
    }
    Head live = training.live();
    List<Head> kept =
        live.version() == version
            ? List.of(live)
            : version > live.version() ? List.of() : archive.find(version);
    if (kept.size() > 1) {
      throw new RejectedRecordException(
          ModelTopics.STAGE,
          "ambiguous-version",
          String.format(
              Locale.ROOT,
              "[%d] heads of version [%d] are kept, and somebody else than the trainer has written"
                  + " some of them; serve another version, and see who may write to [%s].",
              kept.size(),
              version,
              topics.names().of(Topics.FC_HEADS)));
    }
    if (kept.isEmpty()) {
      throw new RejectedRecordException(
          ModelTopics.STAGE,
          "unknown-version",
          String.format(
              Locale.ROOT,
              "No sound head of version [%d] is kept; the live one is %d.",
              version,
              live.version()));
    }
    Head head = kept.get(0);
    if (!head.shape().equals(training.shape())) {
      throw new RejectedRecordException(
          ModelTopics.STAGE,
          "wrong-shape",
          String.format(
              Locale.ROOT,
              "Head [%d] is %s, but the training is of %s.",
              version,
              head.shape(),
              training.shape()));
    }
    return head;
  }
}
