package io.qahan.ingest.http;

import io.qahan.ingest.image.EncodedImage;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.codec.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Puts images into their topic. Thread safe. */
public final class ImageSender {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Codec<Image> codec;
  private final Clock clock;

  /**
   * A sender over a producer that somebody else closes.
   *
   * @param topic full name of the images topic
   * @param clock gives the images their event time
   */
  public ImageSender(
      Producer<byte[], byte[]> producer, String topic, Codec<Image> codec, Clock clock) {
    this.producer = producer;
    this.topic = topic;
    this.codec = codec;
    this.clock = clock;
  }

  /** Completes when the image is safe in Kafka, or exceptionally with the reason why not. */
  CompletableFuture<RecordMetadata> send(String id, EncodedImage image, Optional<Integer> label) {
    Image value =
        new Image(
            image.encoding(),
            ByteBuffer.wrap(image.content()),
            image.rawShape(),
            "http",
            clock.instant(),
            label.orElse(null));
    CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(topic, id.getBytes(StandardCharsets.UTF_8), codec.encode(value)),
              (metadata, error) -> {
                if (error == null) {
                  sent.complete(metadata);
                } else {
                  sent.completeExceptionally(error);
                }
              });
    } catch (KafkaException | IllegalStateException e) { // a full buffer, or a closed producer
      sent.completeExceptionally(e);
    }
    return sent;
  }
}
