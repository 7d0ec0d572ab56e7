package io.qahan.ingest.control;

import io.qahan.ingest.http.StoredRecord;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Puts an operator's requests into the control topic. Thread safe. */
public final class ControlSender {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final String model;
  private final Codec<Control> codec;

  /**
   * A sender over a producer that somebody else closes.
   *
   * @param topic full name of the control topic
   * @param model name of the model: the records' key
   */
  public ControlSender(
      Producer<byte[], byte[]> producer, String topic, String model, Codec<Control> codec) {
    this.producer = producer;
    this.topic = topic;
    this.model = model;
    this.codec = codec;
  }

  /** Completes when the record is safe in Kafka, or exceptionally with the reason why not. */
  CompletableFuture<RecordMetadata> send(Control control) {
    return StoredRecord.of(
        producer,
        () ->
            new ProducerRecord<>(
                topic, 0, model.getBytes(StandardCharsets.UTF_8), codec.encode(control)));
  }
}
