package io.qahan.trainer.online.log;

import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.codec.UndecodableRecordException;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the retrainings of one model go, as their records tell it. One that is due stays open until a
 * record of its own says how it ended, or another one is promoted. For one thread.
 */
public final class RetrainLog {
  private static final Logger log = LoggerFactory.getLogger(RetrainLog.class);
  private static final Set<RetrainStage> ENDS =
      Set.of(RetrainStage.PROMOTED, RetrainStage.WITHHELD, RetrainStage.FAILED);

  private final ModelTopics topics;
  private Optional<RetrainStep> newest = Optional.empty();
  private Optional<RetrainStep> newestDue = Optional.empty();
  private Optional<RetrainStep> newestEnd = Optional.empty();
  private Optional<RetrainStep> open = Optional.empty();
  private long nextOffset;

  private RetrainLog(ModelTopics topics) {
    this.topics = topics;
  }

  /** Reads what the cluster keeps. */
  public static RetrainLog read(LogScan scan, ModelTopics topics) {
    RetrainLog steps = new RetrainLog(topics);
    scan.all(topics.partitionOf(Topics.RETRAININGS), topics.key(), steps::add);
    return steps;
  }

  /** Whether a step ends its retraining. */
  public static boolean isEnd(RetrainStep step) {
    return ENDS.contains(step.getStage());
  }

  /**
   * Takes the next record of the topic.
   *
   * @return the step; empty if it is another model's, or cannot be read
   */
  public Optional<RetrainStep> add(ConsumerRecord<byte[], byte[]> record) {
    nextOffset = record.offset() + 1;
    if (record.value() == null || !Arrays.equals(topics.key(), record.key())) {
      return Optional.empty();
    }
    try {
      RejectedRecordException.ifOversize(record.headers());
      RetrainStep step = topics.codecOf(Topics.RETRAININGS).decode(record.value());
      add(step);
      return Optional.of(step);
    } catch (UndecodableRecordException | RejectedRecordException e) {
      log.warn(
          "Passing over the step of a retraining at offset {}: {}",
          record.offset(),
          e.getMessage());
      return Optional.empty();
    }
  }

  private void add(RetrainStep step) {
    newest = Optional.of(step);
    if (step.getStage() == RetrainStage.DUE) {
      newestDue = Optional.of(step);
      open = newestDue;
    }
    if (isEnd(step)) {
      newestEnd = Optional.of(step);
      if (step.getStage() == RetrainStage.PROMOTED || isOf(step.getRetraining(), open)) {
        open = Optional.empty();
      }
    }
  }

  private static boolean isOf(String retraining, Optional<RetrainStep> step) {
    return step.filter(other -> other.getRetraining().equals(retraining)).isPresent();
  }

  /** The one that is asked for and has no end. */
  public Optional<RetrainStep> open() {
    return open;
  }

  /** The newest step of all. */
  public Optional<RetrainStep> newest() {
    return newest;
  }

  /** The last one that the trainer asked for. */
  public Optional<RetrainStep> newestDue() {
    return newestDue;
  }

  /** How the last one ended that did. */
  public Optional<RetrainStep> newestEnd() {
    return newestEnd;
  }

  /** Whether one has begun and has no end; whoever began it may have been killed. */
  public boolean isBegun() {
    return newest.filter(step -> step.getStage() != RetrainStage.DUE && !isEnd(step)).isPresent();
  }

  /** Where the topic is to be read on. */
  public long nextOffset() {
    return nextOffset;
  }
}
