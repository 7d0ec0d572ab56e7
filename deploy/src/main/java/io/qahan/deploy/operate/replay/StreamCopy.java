package io.qahan.deploy.operate.replay;

import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.deploy.pipeline.send.StreamClock;
import io.qahan.schemas.topic.TopicNames;
import io.qahan.schemas.topic.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends images and labels again under another prefix: the same bytes, keys and headers, at a rate
 * of images. Timestamps are new, for what they rule (retention, how long a label waits) counts from
 * now. For one thread.
 */
final class StreamCopy {
  private static final long PAUSE_NANOS = 1_000_000;

  private final Producer<byte[], byte[]> producer;
  private final Map<String, String> topics;
  private final String images;
  private final double imagesPerSecond;
  private final StreamClock clock;
  private final Optional<AnswerWait> answers;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param imagesPerSecond at which rate; 0 for as fast as they are taken
   * @param answers holds each label back until its image is answered; empty: labels do not wait
   */
  StreamCopy(
      Producer<byte[], byte[]> producer,
      TopicNames from,
      TopicNames into,
      double imagesPerSecond,
      StreamClock clock,
      Optional<AnswerWait> answers) {
    this.producer = producer;
    this.images = from.of(Topics.IMAGES);
    this.topics =
        Map.of(images, into.of(Topics.IMAGES), from.of(Topics.LABELS), into.of(Topics.LABELS));
    this.imagesPerSecond = imagesPerSecond;
    this.clock = clock;
    this.answers = answers;
  }

  /** How much was copied. */
  record Counts(long images, long labels) {}

  /**
   * Copies until the end and waits until everything is in Kafka.
   *
   * @throws CommandFailedException if a record could not be sent
   */
  Counts run(TimeMerge records) throws InterruptedException {
    Instant began = clock.now();
    long imageCount = 0;
    long labelCount = 0;
    for (Optional<ConsumerRecord<byte[], byte[]>> next = records.next();
        next.isPresent();
        next = records.next()) {
      ConsumerRecord<byte[], byte[]> record = next.get();
      if (record.topic().equals(images)) {
        awaitDue(began, imageCount++);
        answers.ifPresent(wait -> wait.sent(record.key()));
      } else {
        labelCount++;
        awaitAnswer(record.key());
      }
      send(record);
    }
    producer.flush();
    check();
    return new Counts(imageCount, labelCount);
  }

  private void awaitAnswer(byte[] id) {
    if (answers.isPresent()) {
      producer.flush(); // an image that is not sent is not answered
      check();
      answers.get().await(id);
    }
  }

  private void awaitDue(Instant began, long position) throws InterruptedException {
    if (imagesPerSecond == 0) {
      return;
    }
    Instant due = began.plusNanos((long) (position / imagesPerSecond * 1e9));
    while (clock.now().isBefore(due)) {
      clock.sleep(PAUSE_NANOS);
    }
  }

  private void send(ConsumerRecord<byte[], byte[]> record) {
    check();
    var unused =
        producer.send(
            new ProducerRecord<>(
                topics.get(record.topic()), null, record.key(), record.value(), record.headers()),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
  }

  private void check() {
    Exception cause = failure.get();
    if (cause != null) {
      throw new CommandFailedException(
          "A record could not be copied: %s. Delete the topics of the new prefix, or take another one, and try again."
              .formatted(cause.getMessage()),
          cause);
    }
  }
}
