package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.FeatureScale;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.learning.TrainingStep;
import io.qahan.trainer.online.log.ControlFeed;
import io.qahan.trainer.online.log.LogEntry;
import io.qahan.trainer.online.log.LogPlace;
import io.qahan.trainer.online.log.Refused;
import io.qahan.trainer.online.log.RefusedRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenure of a model's training log, from the last committed state on: reads the log, trains,
 * commits. After any exception it is to be closed and another one opened, which finds what was
 * committed. For one thread.
 */
final class TrainingSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainingSession.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final SessionParts parts;
  private final Consumer<byte[], byte[]> examples;
  private final ControlFeed controls;
  private final TopicPartition partition;
  private final TrainingStart start;
  private final PartialBatch partial;
  private final Ledger ledger;
  private final StepTrace trace;
  private Optional<OnlineTraining> training = Optional.empty();
  private final LogPlace place;
  private final List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
  private long controlOffset;

  /**
   * Opens a session on the log's partition, which {@code examples} must have been assigned.
   *
   * @param transactions already taken over, so that the state is no one else's to write
   * @throws IllegalStateException if the saved state is not sound
   */
  TrainingSession(
      SessionParts parts,
      Consumer<byte[], byte[]> examples,
      ControlFeed controls,
      TrainingTransactions transactions) {
    this.parts = parts;
    this.examples = examples;
    this.controls = controls;
    this.partition = parts.topics().partitionOf(Topics.TRAINING_EXAMPLES);
    Instant opened = now();
    this.start = new TrainingStart(parts);
    this.partial = new PartialBatch(transactions, parts.flushAfter(), opened);
    this.trace = new StepTrace(parts.tracing());
    this.ledger = new Ledger(transactions, parts.meters(), opened);
    Optional<TrainingState> saved = parts.states().newest();
    place = new LogPlace(saved, parts.audit().nextOffset(saved, committed()));
    controlOffset = parts.audit().controlOffset(saved);
    saved.ifPresent(state -> begin(start.resumed(state)));
    examples.seek(partition, place.nextOffset());
    controls.seek(controlOffset);
  }

  private OptionalLong committed() {
    OffsetAndMetadata committed = examples.committed(Set.of(partition)).get(partition);
    return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
  }

  private void begin(OnlineTraining begun) {
    training = Optional.of(begun);
    parts.meters().now(begun);
    log.info(
        "Training model [{}] from log offset {} on: {}, {} steps",
        parts.topics().model(),
        place.nextOffset(),
        begun.live(),
        begun.steps());
  }

  /** Does what there is to do now, waiting a moment for records if there are none. */
  void advance() {
    ConsumerRecords<byte[], byte[]> polled = examples.poll(POLL);
    List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
    if (training.isEmpty()) {
      start.anew(records).ifPresent(this::begin);
    }
    training.ifPresent(this::obeyControls);
    if (training.isPresent() && training.get().isFrozen()) {
      hold(records);
      return;
    }
    examples.resume(examples.paused());
    records.forEach(this::take);
    if (!now().isBefore(ledger.committedAt().plus(parts.commitInterval()))) {
      commitProgress();
    }
    training.ifPresent(
        current -> partial.flushIfStale(current.waiting(), now(), parts.clock().instant()));
  }

  private void obeyControls(OnlineTraining current) {
    for (ConsumerRecord<byte[], byte[]> record : controls.poll()) {
      controlOffset = record.offset() + 1;
      Optional<Head> published = Optional.empty();
      try {
        published = parts.operator().obey(record, current);
      } catch (RefusedRecordException e) {
        log.warn("Control at offset {} cannot be obeyed: {}", record.offset(), e.getMessage());
        ledger.refuse(Refused.of(Topics.CONTROL, record, e));
      }
      commit(current, published, List.of(), "control");
    }
  }

  /** Frozen: the log waits, and what was read of it is read again. */
  private void hold(List<ConsumerRecord<byte[], byte[]>> records) {
    if (!records.isEmpty()) {
      examples.seek(partition, place.readOffset());
    }
    examples.pause(List.of(partition));
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    place.read(record);
    Instant began = now();
    Optional<TrainingStep> step = Optional.empty();
    try {
      step = train(record);
    } catch (RefusedRecordException e) {
      ledger.refuse(Refused.of(Topics.TRAINING_EXAMPLES, record, e));
    }
    Iterable<Header> origin = List.of();
    if (step.isPresent()) {
      refuse(step.get().refused());
      Instant ended = now();
      ledger.stepped(step.get(), Duration.between(began, ended));
      Instant wall = parts.clock().instant();
      origin = trace.stepped(step.get(), wall.minus(Duration.between(began, ended)), wall);
    }
    if (training.isEmpty() || training.get().waiting() == 0) {
      place.settle();
      batch.clear();
    }
    if (step.isPresent() && step.get().published().isPresent()) {
      commit(training.orElseThrow(), step.get().published(), origin, "gate");
    }
  }

  /** Examples of the batch whose step had to be undone. */
  private void refuse(List<Integer> places) {
    for (int each : places) {
      ConsumerRecord<byte[], byte[]> spoiling = batch.get(each);
      RefusedRecordException cause =
          new RefusedRecordException(
              "diverged",
              "The step that trains on it makes weights that are no numbers; look at its features",
              null);
      log.warn("Example at offset {} is not trained on: {}", spoiling.offset(), cause.getMessage());
      ledger.refuse(Refused.of(Topics.TRAINING_EXAMPLES, spoiling, cause));
    }
  }

  private Optional<TrainingStep> train(ConsumerRecord<byte[], byte[]> record)
      throws RefusedRecordException {
    LogEntry entry = parts.reader().read(record);
    if (entry instanceof LogEntry.Example example) {
      partial.grown(now());
      OnlineTraining current = training.orElseThrow();
      if (!example.shape().equals(current.shape())) {
        throw new RefusedRecordException(
            "wrong-features",
            String.format(
                Locale.ROOT,
                "Image [%s] has features for %s, but model [%s] is of %s; train another model for them",
                example.example().imageId(),
                example.shape(),
                parts.topics().model(),
                current.shape()),
            null);
      }
      if (!current.admits(example.example())) {
        RefusedRecordException cause =
            new RefusedRecordException(
                "implausible-features",
                String.format(
                    Locale.ROOT,
                    "Image [%s] has a feature of %s, where %s is the most that can be true of model [%s]",
                    example.example().imageId(),
                    FeatureScale.largestOf(example.example().features()),
                    current.featureLimit(),
                    parts.topics().model()),
                null);
        log.warn("Example at offset {} is not trained on: {}", record.offset(), cause.getMessage());
        throw cause;
      }
      batch.add(record);
      trace.read(record.headers());
      return current.add(example.example());
    }
    if (entry instanceof LogEntry.Flush && training.isPresent()) {
      partial.flushed();
      return training.get().flush();
    }
    return Optional.empty();
  }

  /** Commits what was trained or refused since the last commit, if anything was. */
  void commitProgress() {
    if (ledger.isEmpty(place.nextOffset())) {
      return;
    }
    if (training.isPresent()) {
      commit(training.get(), Optional.empty(), List.of(), "gate");
    } else {
      ledger.bury(place.nextOffset(), examples.groupMetadata(), now());
    }
  }

  private void commit(
      OnlineTraining current, Optional<Head> published, Iterable<Header> origin, String reason) {
    ledger.commit(
        current, place, controlOffset, published, origin, examples.groupMetadata(), now());
    published.ifPresent(head -> parts.meters().published(reason));
  }

  /** Steady: for intervals only. */
  private Instant now() {
    return parts.steady().instant();
  }

  @Override
  public void close() {
    training.ifPresent(OnlineTraining::close);
  }
}
