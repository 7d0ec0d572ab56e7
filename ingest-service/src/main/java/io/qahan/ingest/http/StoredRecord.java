package io.qahan.ingest.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** A record on its way into Kafka, for those who answer when it is there. */
public final class StoredRecord {
  private StoredRecord() {}

  /**
   * Completes when the record is safe in Kafka, or exceptionally with the reason why not.
   *
   * @param record makes it; the schema registry may be away
   */
  public static CompletableFuture<RecordMetadata> of(
      Producer<byte[], byte[]> producer, Supplier<ProducerRecord<byte[], byte[]>> record) {
    CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              record.get(),
              (metadata, error) -> {
                if (error == null) {
                  sent.complete(metadata);
                } else {
                  sent.completeExceptionally(error);
                }
              });
    } catch (KafkaException | IllegalStateException e) { // no schema, a full buffer, or closed
      sent.completeExceptionally(e);
    }
    return sent;
  }
}
