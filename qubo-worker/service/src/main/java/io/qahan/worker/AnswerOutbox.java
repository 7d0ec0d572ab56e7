package io.qahan.worker;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.clock.BrokerClock;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.ops.KafkaFailure;
import io.qahan.schemas.topic.DeadLetters;
import io.qahan.schemas.topic.TopicLimits;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import io.qahan.worker.source.Task;
import io.qahan.worker.source.TaskSource;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends answers and dead letters, and settles each task when Kafka has them: only then is a request
 * done with. What cannot be sent now is released, after a pause, to be answered again; what brokers
 * refuse for good stays unsettled, and the worker has to end. Thread safe.
 */
final class AnswerOutbox {
  private static final Logger log = LoggerFactory.getLogger(AnswerOutbox.class);
  static final String STAGE = "solve";

  private final Producer<byte[], byte[]> producer;
  private final TaskSource source;
  private final Codec<MaskResult> codec;
  private final String results;
  private final DeadLetters deadLetters;
  private final BrokerClock broker;
  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private final WorkerMetrics metrics;
  private final InFlight inFlight;
  private final Executor later;
  private final AtomicReference<KafkaException> refusal = new AtomicReference<>();

  /**
   * @param limits how large the records may be that it sends
   * @param broker learns the time from the acknowledgements of answers
   * @param wall the time that answers are given; where the broker writes the times it is replaced
   * @param nanoTime a clock that only measures, as {@link System#nanoTime()}
   * @param later runs what should wait a moment: it keeps a broker in trouble from a hot loop
   */
  AnswerOutbox(
      Producer<byte[], byte[]> producer,
      TaskSource source,
      Codecs codecs,
      TopicNames names,
      TopicLimits limits,
      BrokerClock broker,
      InstantSource wall,
      LongSupplier nanoTime,
      WorkerMetrics metrics,
      InFlight inFlight,
      Executor later) {
    this.producer = producer;
    this.source = source;
    this.codec = codecs.of(Topics.MASK_RESULTS);
    this.results = names.of(Topics.MASK_RESULTS);
    this.deadLetters = new DeadLetters(names, limits);
    this.broker = broker;
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.inFlight = inFlight;
    this.later = later;
  }

  /**
   * Sends the answer to a task, then acknowledges the task. It goes to the partition that the
   * request came from: there waits who asked.
   *
   * @param headers of the answer's record
   * @param span ended when Kafka has the answer, or with what kept it from there; not if this
   *     throws
   */
  void answer(Task task, MaskResult result, Iterable<Header> headers, Span span) {
    long sent = nanoTime.getAsLong();
    long stamp = wall.millis();
    send(
        task,
        new ProducerRecord<>(
            results,
            task.record().partition(),
            stamp,
            task.record().key(),
            codec.encode(result),
            headers),
        metadata -> {
          if (metadata.hasTimestamp() && metadata.timestamp() != stamp) { // the broker's
            broker.appended(sent, nanoTime.getAsLong(), metadata.timestamp());
          }
          span.end();
          metrics.sent(result.getOutcome());
          source.acknowledge(task);
        },
        failure -> {
          span.setStatus(StatusCode.ERROR, failure.toString());
          span.end();
        });
  }

  /**
   * Sends the task's original bytes, as far as they fit, with what is wrong with them, then rejects
   * the task.
   */
  void refuse(Task task, String cause, String message) {
    log.warn("Dead letter ({}) for [{}]: {}", cause, task, message);
    send(
        task,
        deadLetters.of(Topics.MASK_REQUESTS, task.record(), STAGE, cause, message),
        metadata -> {
          metrics.deadLetter(Topics.MASK_REQUESTS.base(), cause);
          source.reject(task);
        },
        failure -> {});
  }

  /** Has the task delivered again in a moment, when the trouble may be over. */
  void postpone(Task task, Throwable trouble) {
    log.warn("[{}] cannot be answered now and is tried again: {}", task, trouble.toString());
    inFlight.leave();
    later.execute(() -> source.release(task));
  }

  /**
   * Returns unless a write was refused for good.
   *
   * @throws KafkaException with what was refused and what to do, if no later write can succeed
   */
  void throwIfRefused() {
    KafkaException refused = refusal.get();
    if (refused != null) {
      throw refused;
    }
  }

  /** Whether that is what {@link #throwIfRefused} has thrown: its message says what to do. */
  boolean refused(Throwable thrown) {
    return thrown == refusal.get();
  }

  private void send(
      Task task,
      ProducerRecord<byte[], byte[]> record,
      Consumer<RecordMetadata> done,
      Consumer<Exception> undone) {
    try {
      Future<?> unused =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  done.accept(metadata);
                  inFlight.leave(); // after the task is settled: a close waits for this
                } else {
                  undone.accept(failure);
                  failed(task, record, failure);
                }
              });
    } catch (KafkaException | IllegalStateException e) { // closed, interrupted, fenced
      undone.accept(e);
      failed(task, record, e);
    }
  }

  private void failed(Task task, ProducerRecord<byte[], byte[]> record, Exception failure) {
    if (failure instanceof RecordTooLargeException && record.topic().equals(results)) {
      refuse(task, "answer-too-large", failure.getMessage());
    } else if (isLasting(failure)) {
      abandon(task, record, failure);
    } else {
      postpone(task, failure);
    }
  }

  /** A producer that is closed or interrupted belongs to a worker that stops anyway. */
  private static boolean isLasting(Exception failure) {
    return failure instanceof KafkaException
        && !(failure instanceof InterruptException)
        && !KafkaFailure.of(failure).isPassing();
  }

  /** Leaves the task unsettled: its offset stays, and a worker that may write answers it. */
  private void abandon(Task task, ProducerRecord<byte[], byte[]> record, Exception failure) {
    KafkaException refused =
        new KafkaException(
            String.format(
                Locale.ROOT,
                "Writing to [%s] failed, and trying again cannot mend that: %s. Maybe the worker's user lacks WRITE on that topic, or its credentials (kafka.*) are old; its requests wait for a worker that may answer them",
                record.topic(),
                failure.getMessage()),
            failure);
    if (refusal.compareAndSet(null, refused)) {
      log.warn("[{}] cannot be answered: {}", task, refused.getMessage());
    }
    inFlight.leave();
  }
}
