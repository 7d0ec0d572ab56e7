package io.qahan.qubo.worker;

import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.codec.Codecs;
import io.qahan.schemas.topic.DeadLetter;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends answers and dead letters, and settles each task when Kafka has them: only then is a request
 * done with. What cannot be sent is released, after a pause, to be answered again. Thread safe.
 */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final String STAGE = "solve";

  private final Producer<byte[], byte[]> producer;
  private final TaskSource source;
  private final Codec<MaskResult> codec;
  private final String results;
  private final String deadLetters;
  private final WorkerMetrics metrics;
  private final InFlight inFlight;
  private final Executor later;

  /**
   * @param later runs what should wait a moment: it keeps a broker in trouble from a hot loop
   */
  Outbox(
      Producer<byte[], byte[]> producer,
      TaskSource source,
      Codecs codecs,
      TopicNames names,
      WorkerMetrics metrics,
      InFlight inFlight,
      Executor later) {
    this.producer = producer;
    this.source = source;
    this.codec = codecs.of(Topics.MASK_RESULTS);
    this.results = names.of(Topics.MASK_RESULTS);
    this.deadLetters = names.deadLettersOf(Topics.MASK_REQUESTS);
    this.metrics = metrics;
    this.inFlight = inFlight;
    this.later = later;
  }

  /**
   * Sends the answer to a task, then acknowledges the task.
   *
   * @param headers of the answer's record
   */
  void answer(Task task, MaskResult result, Iterable<Header> headers) {
    send(
        task,
        new ProducerRecord<>(results, null, task.record().key(), codec.encode(result), headers),
        () -> {
          metrics.sent(result.getOutcome());
          source.acknowledge(task);
        });
  }

  /** Sends the task's original bytes with what is wrong with them, then rejects the task. */
  void refuse(Task task, String cause, String message) {
    ConsumerRecord<byte[], byte[]> origin = task.record();
    log.warn("Dead letter ({}) for [{}]: {}", cause, task, message);
    DeadLetter letter =
        new DeadLetter(STAGE, cause, message, origin.topic(), origin.partition(), origin.offset());
    send(
        task,
        new ProducerRecord<>(
            deadLetters, null, origin.key(), origin.value(), letter.addTo(origin.headers())),
        () -> {
          metrics.deadLetter(Topics.MASK_REQUESTS.base(), cause);
          source.reject(task);
        });
  }

  /** Has the task delivered again in a moment, when the trouble may be over. */
  void postpone(Task task, Throwable trouble) {
    log.warn("[{}] cannot be answered now and is tried again: {}", task, trouble.toString());
    inFlight.leave();
    later.execute(() -> source.release(task));
  }

  private void send(Task task, ProducerRecord<byte[], byte[]> record, Runnable done) {
    try {
      Future<?> unused =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  done.run();
                  inFlight.leave(); // after the task is settled: a close waits for this
                } else {
                  failed(task, record, failure);
                }
              });
    } catch (KafkaException | IllegalStateException e) { // closed, interrupted, fenced
      failed(task, record, e);
    }
  }

  private void failed(Task task, ProducerRecord<byte[], byte[]> record, Exception failure) {
    if (failure instanceof RecordTooLargeException && record.topic().equals(results)) {
      refuse(task, "answer-too-large", failure.getMessage());
      return;
    }
    postpone(task, failure);
  }
}
