package io.qahan.ingest.door;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.qahan.ingest.http.StoredRecord;
import io.qahan.ingest.image.EncodedImage;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.codec.Codec;
import io.qahan.schemas.settings.Settings;
import io.qahan.schemas.topic.ImageHash;
import io.qahan.schemas.topic.Topics;
import io.qahan.schemas.tracing.Tracing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts images into their topic. Thread safe. */
public final class ImageSender {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final Codec<Image> codec;
  private final Tracing tracing;
  private final Clock clock;

  /**
   * A sender over a producer that somebody else closes.
   *
   * @param topic full name of the images topic
   * @param tracing begins with the image here, in the client's trace if it has one
   * @param clock gives the images their event time
   */
  public ImageSender(
      Producer<byte[], byte[]> producer,
      String topic,
      Codec<Image> codec,
      Tracing tracing,
      Clock clock) {
    this.producer = producer;
    this.topic = topic;
    this.codec = codec;
    this.tracing = tracing;
    this.clock = clock;
  }

  /**
   * Completes when the image is safe in Kafka, or exceptionally with the reason why not.
   *
   * @param hash of what the client sent; goes with the image to its prediction
   * @param trace the client's trace context; null for none
   */
  CompletableFuture<RecordMetadata> send(
      String id, EncodedImage image, Optional<Integer> label, String hash, Headers trace) {
    Span span = tracing.begin("image", trace);
    Image value =
        new Image(
            image.encoding(),
            ByteBuffer.wrap(image.content()),
            image.rawShape(),
            "http",
            now(),
            label.orElse(null));
    Headers headers = new RecordHeaders(tracing.carry(span, trace));
    ImageHash.add(headers, hash);
    return StoredRecord.of(
            producer,
            () ->
                new ProducerRecord<>(
                    topic, null, id.getBytes(StandardCharsets.UTF_8), codec.encode(value), headers))
        .whenComplete(
            (sent, error) -> {
              if (error != null) {
                span.setStatus(StatusCode.ERROR, error.toString());
              }
              span.end();
            });
  }

  /** The time of this host. */
  Instant now() {
    return clock.instant();
  }

  /**
   * A producer for images that came over HTTP, with our defaults under the user's {@code kafka.*}.
   */
  public static Producer<byte[], byte[]> producer(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 262_144);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.IMAGES.maxMessageBytes());
    // Somebody waits for an answer: fail in time for them to try elsewhere.
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    properties.putAll(settings.kafkaClient());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
