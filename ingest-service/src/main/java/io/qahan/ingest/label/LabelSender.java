package io.qahan.ingest.label;

import io.qahan.ingest.http.StoredRecord;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Puts labels into Kafka. Thread safe. */
public final class LabelSender {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Codec<Label> codec;

  /**
   * A sender over a producer that somebody else closes.
   *
   * @param topic full name of the labels topic
   */
  public LabelSender(Producer<byte[], byte[]> producer, String topic, Codec<Label> codec) {
    this.producer = producer;
    this.topic = topic;
    this.codec = codec;
  }

  /** Completes when the label is safe in Kafka, or exceptionally with the reason why not. */
  public CompletableFuture<RecordMetadata> send(String id, Label label) {
    return StoredRecord.of(
        producer,
        () ->
            new ProducerRecord<>(topic, id.getBytes(StandardCharsets.UTF_8), codec.encode(label)));
  }
}
