package io.qahan.deploy.pipeline.send;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.qahan.deploy.cli.CommandFailedException;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records and makes sure that each one arrived. Thread safe. */
public final class RecordSender implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final Tracing tracing;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * A sender over a producer, which it closes.
   *
   * @param tracing has a trace begin with each image
   */
  public RecordSender(Producer<byte[], byte[]> producer, Tracing tracing) {
    this.producer = producer;
    this.tracing = tracing;
  }

  /** A sender to the brokers of the settings. */
  public static RecordSender to(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 262_144);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.IMAGES.maxMessageBytes());
    properties.putAll(settings.kafkaClient());
    return new RecordSender(
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
        Tracing.global());
  }

  /**
   * Hands a record to the producer.
   *
   * @throws CommandFailedException if an earlier record could not be sent
   */
  public void send(String topic, String key, byte[] value) {
    send(new ProducerRecord<>(topic, bytes(key), value), Span.getInvalid());
  }

  /** The same for an image: a trace begins with it. */
  public void sendImage(String topic, String key, byte[] value) {
    Span span = tracing.begin("image", null);
    send(new ProducerRecord<>(topic, null, bytes(key), value, tracing.carry(span)), span);
  }

  private void send(ProducerRecord<byte[], byte[]> sent, Span span) {
    check();
    var unused =
        producer.send(
            sent,
            (metadata, exception) -> {
              if (exception == null) {
                acknowledged.incrementAndGet();
              } else {
                span.setStatus(StatusCode.ERROR, exception.toString());
                failure.compareAndSet(null, exception);
              }
              span.end();
            });
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  /** Waits until everything sent is in Kafka. */
  public void flush() {
    producer.flush();
    check();
  }

  public long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public void close() {
    producer.close();
  }

  private void check() {
    Exception cause = failure.get();
    if (cause != null) {
      throw new CommandFailedException(
          "A record could not be sent: %s. Is the broker running, and do the topics exist"
                  .formatted(cause.getMessage())
              + " (qahan topics check)?",
          cause);
    }
  }
}
