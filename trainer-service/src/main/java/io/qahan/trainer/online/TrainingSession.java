package io.qahan.trainer.online;

import io.opentelemetry.api.trace.Span;
import io.qahan.ingest.head.Head;
import io.qahan.ingest.head.HeadRefusedException;
import io.qahan.ingest.head.HeadShape;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.FeatureScale;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.learning.TrainingStep;
import io.qahan.trainer.online.log.LogEntry;
import io.qahan.trainer.online.log.ModelTopics;
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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One holding of a model's training log, from the last committed state on: reads the log, trains,
 * commits. After any exception it is to be closed and another one opened, which finds what was
 * committed. For one thread.
 */
final class TrainingSession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainingSession.class);
  private static final Duration POLL = Duration.ofMillis(50);

  /** With nothing to train or to commit; an order of the operator waits as long. */
  private static final Duration IDLE_POLL = Duration.ofMillis(200);

  private final SessionParts parts;
  private final Beginnings beginnings;
  private final Consumer<byte[], byte[]> examples;
  private final Consumer<byte[], byte[]> controls;
  private final TopicPartition partition;
  private final Commits commits;
  private final RetrainDesk desk;
  private final List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private Optional<OnlineTraining> training = Optional.empty();
  private Optional<ReleaseAwaitedException> awaited = Optional.empty();
  private Instant batchGrownAt;
  private boolean flushRequested;

  /**
   * Opens a session: takes over the producer's transactional id, so that the state is no one else's
   * to write from here on, and goes on from it.
   *
   * @param examples was assigned the log's partition; the caller's to close, as the others
   * @param controls without a group
   * @throws IllegalStateException if the saved state is not sound, or not of the model file
   */
  TrainingSession(
      SessionParts parts,
      Consumer<byte[], byte[]> examples,
      Consumer<byte[], byte[]> controls,
      Producer<byte[], byte[]> producer) {
    this.parts = parts;
    this.beginnings = new Beginnings(parts);
    this.examples = examples;
    this.controls = controls;
    this.partition = parts.topics().partitionOf(Topics.TRAINING_EXAMPLES);
    this.batchGrownAt = now();
    producer.initTransactions();
    Optional<TrainingState> saved = parts.states().newest();
    long nextOffset = parts.audit().nextOffset(saved, committed());
    long controlOffset = parts.audit().controlOffset(saved);
    this.commits =
        new Commits(
            producer,
            parts.topics(),
            parts.meters(),
            examples::groupMetadata,
            saved,
            nextOffset,
            controlOffset,
            now());
    beginnings.requireOfTheFile(saved);
    saved.ifPresent(state -> begin(beginnings.resumed(state)));
    examples.seek(partition, nextOffset);
    TopicPartition control = parts.topics().partitionOf(Topics.CONTROL);
    TopicPartition retrainings = parts.topics().partitionOf(Topics.RETRAININGS);
    this.desk = parts.desk().get();
    controls.assign(List.of(control, retrainings));
    controls.seek(control, controlOffset);
    controls.seek(retrainings, desk.nextOffset());
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
        commits.nextOffset(),
        begun.live(),
        begun.steps());
  }

  /** Does what there is to do now, waiting a moment for records if there are none. */
  void advance() {
    List<ConsumerRecord<byte[], byte[]>> records =
        examples.poll(isIdle() ? IDLE_POLL : POLL).records(partition);
    List<LogEntry> entries = records.stream().map(parts.reader()::read).toList();
    if (training.isEmpty()) {
      entries.stream()
          .filter(LogEntry.Example.class::isInstance)
          .flatMap(entry -> beginnings.of((LogEntry.Example) entry).stream())
          .findFirst()
          .ifPresent(this::begin);
    }
    training.ifPresent(this::obeyControls);
    training.ifPresent(this::lookAfterRetrainings);
    if (training.isPresent() && training.get().isFrozen()) {
      hold(records);
      return;
    }
    if (awaited.filter(release -> now().isBefore(release.again())).isPresent()) {
      hold(records);
    } else {
      examples.resume(examples.paused());
      awaited = Optional.empty();
      takeAll(records, entries);
    }
    if (!now().isBefore(commits.committedAt().plus(parts.commitInterval()))) {
      commitProgress();
    }
    training.ifPresent(this::flushIfStale);
  }

  /** As far as the releases that they are of can be had now. */
  private void takeAll(List<ConsumerRecord<byte[], byte[]>> records, List<LogEntry> entries) {
    try {
      for (int i = 0; i < records.size(); i++) {
        take(records.get(i), entries.get(i));
      }
    } catch (ReleaseAwaitedException e) {
      awaited = Optional.of(e);
      hold(records);
    }
  }

  /** Why the log waits, if it does. */
  Optional<String> waitsFor() {
    return awaited.map(ReleaseAwaitedException::getMessage);
  }

  /**
   * Another version of the model serves, as the example says: it is trained from here on. What
   * waits is trained on first, by the version that it is of.
   */
  private void replace(LogEntry.Example example)
      throws RejectedRecordException, ReleaseAwaitedException {
    OnlineTraining current = training.orElseThrow();
    Head start = parts.starts().of(example.release(), current.live().version());
    Instant began = now();
    Optional<TrainingStep> last = current.flush();
    Iterable<Header> origin = done(last, began);
    commits.settle();
    batch.clear();
    if (last.isPresent() && last.get().published().isPresent()) {
      commits.commit(current, last.get().published(), origin, "gate", now());
    }
    try {
      Head head = current.replace(start, example.release());
      log.info(
          "Training model [{}] goes on with release {}: version {}, from head {}",
          parts.topics().model(),
          example.release(),
          head.shape().modelVersion().substring(0, 8),
          head.version());
      commits.commit(current, Optional.of(head), List.of(), "model", now());
    } catch (HeadRefusedException e) {
      throw new IllegalStateException("a head that was read is sound", e);
    }
  }

  private void obeyControls(OnlineTraining current) {
    for (ConsumerRecord<byte[], byte[]> record : controls.poll(Duration.ZERO)) {
      if (!record.topic().equals(parts.topics().partitionOf(Topics.CONTROL).topic())) {
        desk.read(record);
        continue;
      }
      commits.readControl(record);
      Optional<Head> published = Optional.empty();
      try {
        Optional<Control> control = parts.operator().read(record);
        if (control.isEmpty()) {
          continue; // another model's: not worth a state; passed over again after a crash
        }
        published = parts.operator().obey(control.get(), current);
      } catch (RejectedRecordException e) {
        log.warn("Control at offset {} cannot be obeyed: {}", record.offset(), e.getMessage());
        commits.reject(Topics.CONTROL, record, e);
      }
      commits.commit(current, published, List.of(), "control", now());
    }
  }

  private void lookAfterRetrainings(OnlineTraining current) {
    desk.look(current)
        .ifPresent(
            step -> {
              commits.announce(step);
              commits.commit(current, Optional.empty(), List.of(), "gate", now());
            });
  }

  /** The log waits, and what was read of it but not taken is read again. */
  private void hold(List<ConsumerRecord<byte[], byte[]>> records) {
    if (!records.isEmpty()) {
      examples.seek(partition, commits.readOffset());
    }
    examples.pause(List.of(partition));
  }

  private void take(ConsumerRecord<byte[], byte[]> record, LogEntry entry)
      throws ReleaseAwaitedException {
    Instant began = now();
    Optional<TrainingStep> step = Optional.empty();
    Optional<RejectedRecordException> refused = Optional.empty();
    try {
      if (entry instanceof LogEntry.Example example) {
        if (training.isEmpty()) {
          var unused = parts.starts().of(example.release(), Long.MAX_VALUE); // says why not
        } else if (example.release() > training.get().release()) {
          replace(example);
        }
      }
    } catch (RejectedRecordException e) {
      refused = Optional.of(e);
    }
    commits.read(record);
    try {
      if (refused.isPresent()) {
        throw refused.get();
      }
      step = train(record, entry);
    } catch (RejectedRecordException e) {
      commits.reject(Topics.TRAINING_EXAMPLES, record, e);
    }
    Iterable<Header> origin = done(step, began);
    if (training.isEmpty() || training.get().waiting() == 0) {
      commits.settle();
      batch.clear();
    }
    if (step.isPresent() && step.get().published().isPresent()) {
      commits.commit(training.orElseThrow(), step.get().published(), origin, "gate", now());
    }
  }

  /**
   * Counts a step, if there was one.
   *
   * @return headers that name it
   */
  private Iterable<Header> done(Optional<TrainingStep> step, Instant began) {
    if (step.isEmpty()) {
      return List.of();
    }
    OnlineTraining current = training.orElseThrow();
    current
        .takeDueRetraining()
        .flatMap(due -> desk.onDrift(due, current))
        .ifPresent(commits::announce);
    step.get().refused().forEach(place -> diverged(batch.get(place)));
    Duration took = Duration.between(began, now());
    commits.stepped(step.get(), took);
    return trace(step.get(), took);
  }

  private Optional<TrainingStep> train(ConsumerRecord<byte[], byte[]> record, LogEntry entry)
      throws RejectedRecordException {
    if (entry instanceof LogEntry.Unusable unusable) {
      throw unusable.cause();
    }
    if (entry instanceof LogEntry.Example example) {
      batchGrownAt = now();
      OnlineTraining current =
          training.orElseThrow(() -> new IllegalStateException("an example without a training"));
      if (example.release() < current.release()) {
        parts.meters().superseded();
        return Optional.empty();
      }
      check(example, current, record.offset());
      batch.add(record);
      if (parts.tracing().isIn(record.headers())) {
        spans.add(parts.tracing().begin("train on image", record.headers()));
      }
      return current.add(example.example());
    }
    if (entry instanceof LogEntry.Flush && training.isPresent()) {
      flushRequested = false;
      return training.get().flush();
    }
    return Optional.empty();
  }

  /** A released model knows its classes, the example does not. */
  private static HeadShape ofClasses(LogEntry.Example example, int classes) {
    HeadShape shape = example.shape();
    return example.release() == 0
        ? shape
        : new HeadShape(classes, shape.features(), shape.convVersion(), shape.modelVersion());
  }

  private void check(LogEntry.Example example, OnlineTraining current, long offset)
      throws RejectedRecordException {
    int label = example.example().label();
    int classes = current.shape().classes();
    if (example.release() > 0 && label >= classes) {
      throw new RejectedRecordException(
          ModelTopics.STAGE,
          "label-out-of-range",
          String.format(
              Locale.ROOT,
              "Label [%d] of image [%s] is not from 0 to %d.",
              label,
              example.example().imageId(),
              classes - 1));
    }
    if (!current.shape().takes(ofClasses(example, classes))) {
      throw new RejectedRecordException(
          ModelTopics.STAGE,
          "wrong-features",
          String.format(
              Locale.ROOT,
              "Image [%s] has features for %s, but model [%s] is of %s; train another model for them",
              example.example().imageId(),
              example.shape(),
              parts.topics().model(),
              current.shape()));
    }
    if (!current.admits(example.example())) {
      RejectedRecordException cause =
          new RejectedRecordException(
              ModelTopics.STAGE,
              "implausible-features",
              String.format(
                  Locale.ROOT,
                  "Image [%s] has a feature of %s, where %s is the most that can be true of model [%s]",
                  example.example().imageId(),
                  FeatureScale.largestOf(example.example().features()),
                  current.featureLimit(),
                  parts.topics().model()));
      log.warn("Example at offset {} is not trained on: {}", offset, cause.getMessage());
      throw cause;
    }
  }

  /** An example of the batch had its step undone. */
  private void diverged(ConsumerRecord<byte[], byte[]> record) {
    RejectedRecordException cause =
        new RejectedRecordException(
            ModelTopics.STAGE,
            "diverged",
            "The step that trains on it makes weights that are no numbers; look at its features");
    log.warn("Example at offset {} is not trained on: {}", record.offset(), cause.getMessage());
    commits.reject(Topics.TRAINING_EXAMPLES, record, cause);
  }

  /**
   * Ends the spans of the examples that waited for a step, each in its image's trace, and makes one
   * of the step, which links to them.
   *
   * @return headers that name the step
   */
  private Iterable<Header> trace(TrainingStep step, Duration took) {
    Instant wall = parts.clock().instant();
    Span span =
        parts
            .tracing()
            .begin(
                "train head", spans.stream().map(Span::getSpanContext).toList(), wall.minus(took));
    span.setAttribute("qahan.examples", step.examples());
    span.end(wall);
    spans.forEach(Span::end);
    spans.clear();
    return parts.tracing().carry(span);
  }

  /**
   * A batch that nothing fills any more is trained on as it is. The log must say where, so that a
   * replay trains on the same batches: this asks for it, once a batch.
   */
  private void flushIfStale(OnlineTraining current) {
    if (current.waiting() > 0
        && !flushRequested
        && !now().isBefore(batchGrownAt.plus(parts.flushAfter()))) {
      commits.requestFlush(parts.clock().instant());
      flushRequested = true;
    }
  }

  /** Commits what was trained or refused since the last commit, if anything was. */
  void commitProgress() {
    if (commits.isEmpty()) {
      return;
    }
    if (training.isPresent()) {
      commits.commit(training.get(), Optional.empty(), List.of(), "gate", now());
    } else {
      commits.commitDeadLetters(now());
    }
  }

  private boolean isIdle() {
    return batch.isEmpty() && commits.isEmpty();
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
