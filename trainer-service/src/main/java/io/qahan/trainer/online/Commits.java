package io.qahan.trainer.online;

import io.qahan.ingest.head.Head;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.topic.RejectedRecordException;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import io.qahan.trainer.online.learning.OnlineTraining;
import io.qahan.trainer.online.learning.TrainingStep;
import io.qahan.trainer.online.log.LogAudit;
import io.qahan.trainer.online.log.ModelTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session has done since its last commit, and the commit: head, training state, dead letters
 * and offsets in one transaction, all of it or nothing. Meters count what was done once it is
 * committed. After an exception the session is over: only a new one knows what was committed. For
 * one thread.
 */
final class Commits {
  private static final Logger log = LoggerFactory.getLogger(Commits.class);

  private final Producer<byte[], byte[]> producer;
  private final ModelTopics topics;
  private final TrainingMeters meters;
  private final Supplier<ConsumerGroupMetadata> group;
  private final Optional<TrainingState> resumed;
  private final List<TimedStep> steps = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private final List<ProducerRecord<byte[], byte[]>> announced = new ArrayList<>();
  private Optional<ConsumerRecord<byte[], byte[]>> lastRead = Optional.empty();
  private Optional<ConsumerRecord<byte[], byte[]>> lastSettled = Optional.empty();
  private long readOffset;
  private long nextOffset;
  private long controlOffset;
  private Instant committedAt;

  private record TimedStep(TrainingStep step, Duration took) {}

  private record Rejected(
      Topic<?> topic, ConsumerRecord<byte[], byte[]> record, RejectedRecordException cause) {}

  /**
   * @param producer whose transactional id was taken over, so that nobody else commits
   * @param group of the training log's consumer: its offset is committed for tools to find
   * @param saved the state that the session goes on from
   * @param nextOffset where it goes on in the training log
   * @param controlOffset where it goes on in the controls
   */
  Commits(
      Producer<byte[], byte[]> producer,
      ModelTopics topics,
      TrainingMeters meters,
      Supplier<ConsumerGroupMetadata> group,
      Optional<TrainingState> saved,
      long nextOffset,
      long controlOffset,
      Instant now) {
    this.producer = producer;
    this.topics = topics;
    this.meters = meters;
    this.group = group;
    this.resumed = saved.filter(state -> state.getNextOffset() == nextOffset);
    this.readOffset = nextOffset;
    this.nextOffset = nextOffset;
    this.controlOffset = controlOffset;
    this.committedAt = now;
  }

  /** A record of the log was read. Until it is settled, it comes again after a crash. */
  void read(ConsumerRecord<byte[], byte[]> record) {
    lastRead = Optional.of(record);
    readOffset = record.offset() + 1;
  }

  /** All that was read of the log is dealt with: the next commit is behind it. */
  void settle() {
    lastSettled = lastRead;
    nextOffset = readOffset;
  }

  /**
   * A control was read, and will be behind the next commit. One that needs no commit of its own
   * comes again after a crash.
   */
  void readControl(ConsumerRecord<byte[], byte[]> record) {
    controlOffset = record.offset() + 1;
  }

  /** A step was made. */
  void stepped(TrainingStep step, Duration took) {
    steps.add(new TimedStep(step, took));
  }

  /** A record is to be dead-lettered. */
  void reject(
      Topic<?> topic, ConsumerRecord<byte[], byte[]> record, RejectedRecordException cause) {
    rejected.add(new Rejected(topic, record, cause));
  }

  /** A record goes into the next commit, with the state that it follows from. */
  void announce(ProducerRecord<byte[], byte[]> record) {
    announced.add(record);
  }

  /** The first offset of the log that was not read. */
  long readOffset() {
    return readOffset;
  }

  /** The first offset of the log that was not dealt with. */
  long nextOffset() {
    return nextOffset;
  }

  Instant committedAt() {
    return committedAt;
  }

  /** Whether there is nothing that a commit would be made for. */
  boolean isEmpty() {
    return steps.isEmpty() && settled().isEmpty() && announced.isEmpty();
  }

  /**
   * Commits a training with all it has done.
   *
   * @param published the head, if there is a new one
   * @param origin headers of its record
   * @param reason of its publication, {@code gate} or {@code control}
   */
  void commit(
      OnlineTraining training,
      Optional<Head> published,
      Iterable<Header> origin,
      String reason,
      Instant now) {
    TrainingState state = stateOf(training);
    List<Rejected> letters = settled();
    inTransaction(
        () -> {
          published.ifPresent(
              head -> send(topics.record(Topics.FC_HEADS, head.toRecord(), origin)));
          send(topics.record(Topics.TRAINING_STATE, state));
          announced.forEach(this::send);
          letters.forEach(
              letter -> send(topics.deadLetter(letter.topic(), letter.record(), letter.cause())));
          sendOffset();
        });
    steps.forEach(each -> count(each, training));
    steps.clear();
    announced.clear();
    published.ifPresent(head -> meters.published(reason));
    meters.now(training);
    committed(letters, now);
  }

  /** Weights, optimizer, scores, offsets, and the mark by which the log is known again. */
  private TrainingState stateOf(OnlineTraining training) {
    TrainingState.Builder state = training.saved(nextOffset, controlOffset);
    if (lastSettled.isPresent()) {
      state.setMarkOffset(lastSettled.get().offset());
      state.setMarkSha256(LogAudit.sha256(lastSettled.get()));
    } else if (resumed.isPresent()) {
      state.setMarkOffset(resumed.get().getMarkOffset());
      state.setMarkSha256(resumed.get().getMarkSha256());
    }
    return state.build();
  }

  /** Commits dead letters and the log's offset where there is no training yet. */
  void commitDeadLetters(Instant now) {
    List<Rejected> letters = settled();
    inTransaction(
        () -> {
          letters.forEach(
              letter -> send(topics.deadLetter(letter.topic(), letter.record(), letter.cause())));
          sendOffset();
        });
    committed(letters, now);
  }

  /** Writes into the training log that the batch is to be trained on as it is. */
  void requestFlush(Instant wall) {
    ProducerRecord<byte[], byte[]> flush =
        topics.record(
            Topics.TRAINING_EXAMPLES,
            TrainingExample.newBuilder()
                .setKind(ExampleKind.FLUSH)
                .setEventTime(wall)
                .setLabelTime(wall)
                .build());
    inTransaction(() -> send(flush));
  }

  private void inTransaction(Runnable sends) {
    producer.beginTransaction();
    try {
      sends.run();
    } catch (KafkaException e) {
      try {
        producer.abortTransaction();
      } catch (KafkaException aborting) { // fenced, or the broker is gone: the first fault says it
        e.addSuppressed(aborting);
      }
      throw e;
    }
    producer.commitTransaction(); // throws if any send failed
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record); // what fails here fails the commit
  }

  private void sendOffset() {
    producer.sendOffsetsToTransaction(
        Map.of(topics.partitionOf(Topics.TRAINING_EXAMPLES), new OffsetAndMetadata(nextOffset)),
        group.get());
  }

  /** Of the log only what will not be read again: what lies within a waiting batch will. */
  private List<Rejected> settled() {
    return rejected.stream()
        .filter(
            each ->
                !each.topic().equals(Topics.TRAINING_EXAMPLES)
                    || each.record().offset() < nextOffset)
        .toList();
  }

  private void committed(List<Rejected> letters, Instant now) {
    letters.forEach(letter -> meters.deadLettered(letter.topic(), letter.cause().slug()));
    rejected.removeAll(letters);
    committedAt = now;
  }

  private void count(TimedStep done, OnlineTraining training) {
    meters.stepped(done.step(), done.took());
    done.step()
        .drift()
        .ifPresent(
            example ->
                log.warn(
                    "Drift at labelled example {}: errors grew; accuracy over the last 1,000 is {}"
                        + " now, live is {}",
                    example,
                    Math.round(1000 * training.scores().recentAccuracy()) / 1000.0,
                    training.live()));
  }
}
